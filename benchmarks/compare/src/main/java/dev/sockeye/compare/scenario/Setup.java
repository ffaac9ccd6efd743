package dev.sockeye.compare.scenario;

import dev.sockeye.compare.EchoCheck;
import dev.sockeye.compare.Peer;
import dev.sockeye.compare.RawGenerator;
import dev.sockeye.compare.RunningServer;
import dev.sockeye.compare.SockeyeBench;
import dev.sockeye.compare.Timing;
import dev.sockeye.compare.Workspace;

/**
 * What every scenario needs.
 *
 * @param workspace the source tree
 * @param timing how long a measurement takes
 * @param raw the generator in C
 * @param bench the generator that users have
 */
public record Setup(Workspace workspace, Timing timing, RawGenerator raw, SockeyeBench bench) {
    /** {@return a server that listens and has shown that it echoes} */
    RunningServer start(Peer peer, Peer.Start start) throws InterruptedException {
        RunningServer server = RunningServer.start(peer, start, workspace);
        try {
            EchoCheck.of(server);
            return server;
        } catch (RuntimeException | InterruptedException e) {
            server.close();
            throw e;
        }
    }
}
