package dev.sockeye.protocol.extension;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Things that all connections of one thread share, such as a pool of compressors: made once per thread (per event loop),
 * handed to each codec. Confined to that thread.
 */
public final class ThreadResources implements AutoCloseable {
    /** Something shared that is given back when the thread ends. */
    public interface Resource extends AutoCloseable {
        @Override
        void close();
    }

    private final IntSupplier entropy;
    private final Map<Class<?>, Resource> shared = new HashMap<>();

    /**
     * Makes resources.
     *
     * @param entropy 32 unpredictable bits at a time, from a cryptographic generator (RFC 6455 §10.3)
     */
    public ThreadResources(IntSupplier entropy) {
        this.entropy = entropy;
    }

    /** {@return what gives 32 unpredictable bits at a time} */
    public IntSupplier entropy() {
        return entropy;
    }

    /**
     * {@return the thread's one instance of the given type, made on first use}
     *
     * @param type the type, which is the key
     * @param make makes the instance
     */
    public <T extends Resource> T shared(Class<T> type, Supplier<T> make) {
        return type.cast(shared.computeIfAbsent(type, key -> make.get()));
    }

    /** Closes every shared instance. */
    @Override
    public void close() {
        shared.values().forEach(Resource::close);
        shared.clear();
    }
}
