package dev.sockeye.testkit;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A client and a server, joined in memory by a transport that cuts, delays and loses bytes as its plans say. All chance
 * comes from one seed, so a run can be repeated; all time is a {@link VirtualClock}'s.
 *
 * <pre>{@code
 * Pipe pipe = Pipe.builder()
 *         .seed(42)
 *         .toServer(FaultPlan.builder().chunks(3).latency(Duration.ofMillis(20)).build())
 *         .toClient(FaultPlan.builder().cut(1000, TransportEnd.FIN).build())
 *         .open();
 * pipe.client().sendText("hello");
 * pipe.run(Duration.ofMinutes(1));
 * }</pre>
 */
public final class Pipe {
    private final VirtualClock clock;
    private final PipeEnd client;
    private final PipeEnd server;

    private Pipe(Builder builder) {
        SplittableRandom random = new SplittableRandom(builder.seed);
        clock = builder.clock;
        client = new PipeEnd(clock, builder.clientConfig, builder.clientExtensions, random.split());
        server = new PipeEnd(clock, builder.serverConfig, builder.serverExtensions, random.split());
        Lane toServer = new Lane(clock, builder.toServer, random.split(), client, server);
        Lane toClient = new Lane(clock, builder.toClient, random.split(), server, client);
        client.attach(toServer);
        server.attach(toClient);
        toServer.triggerFaults();
        toClient.triggerFaults();
    }

    /** {@return a builder for a pipe without faults between ends with the default settings} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the client's end} */
    public PipeEnd client() {
        return client;
    }

    /** {@return the server's end} */
    public PipeEnd server() {
        return server;
    }

    /** {@return the end of this role} */
    public PipeEnd end(Role role) {
        return role == Role.CLIENT ? client : server;
    }

    /** {@return the clock of both ends} */
    public VirtualClock clock() {
        return clock;
    }

    /** Lets time pass. */
    public void run(Duration time) {
        clock.advance(time);
    }

    /** {@return whether both ends have made their reports} */
    public boolean isOver() {
        return client.report().isPresent() && server.report().isPresent();
    }

    /** Makes a {@link Pipe}. */
    public static final class Builder {
        private VirtualClock clock = new VirtualClock();
        private long seed;
        private ConnectionConfig clientConfig =
                ConnectionConfig.builder(Role.CLIENT).build();
        private ConnectionConfig serverConfig =
                ConnectionConfig.builder(Role.SERVER).build();
        private List<NegotiatedExtension> clientExtensions = List.of();
        private List<NegotiatedExtension> serverExtensions = List.of();
        private FaultPlan toServer = FaultPlan.NONE;
        private FaultPlan toClient = FaultPlan.NONE;

        private Builder() {}

        /** Sets the clock; unless set it is one of the pipe's own. */
        public Builder clock(VirtualClock value) {
            clock = value;
            return this;
        }

        /** Sets what all chance comes from: masking keys, the sizes of pieces, latencies. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Sets the settings of the end that they name. */
        public Builder config(ConnectionConfig value) {
            if (value.role() == Role.CLIENT) {
                clientConfig = value;
            } else {
                serverConfig = value;
            }
            return this;
        }

        /** Sets the extensions that were agreed, as each end has them. */
        public Builder extensions(List<NegotiatedExtension> ofClient, List<NegotiatedExtension> ofServer) {
            clientExtensions = List.copyOf(ofClient);
            serverExtensions = List.copyOf(ofServer);
            return this;
        }

        /** Sets what happens to the bytes from the client to the server. */
        public Builder toServer(FaultPlan plan) {
            toServer = plan;
            return this;
        }

        /** Sets what happens to the bytes from the server to the client. */
        public Builder toClient(FaultPlan plan) {
            toClient = plan;
            return this;
        }

        /** {@return the pipe, with both connections open} */
        public Pipe open() {
            return new Pipe(this);
        }
    }
}
