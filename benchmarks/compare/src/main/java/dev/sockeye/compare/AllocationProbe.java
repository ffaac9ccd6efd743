package dev.sockeye.compare;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What a server's threads have allocated, which the JVM counts to the byte for each of them. The threads that answer this
 * question are left out.
 */
public final class AllocationProbe implements AutoCloseable {
    private final JMXConnector connector;
    private final ThreadMXBean threads;

    private AllocationProbe(JMXConnector connector, ThreadMXBean threads) {
        this.connector = connector;
        this.threads = threads;
    }

    /** {@return a probe in a server on the JVM, by the JDK's own management agent} */
    // JMX over a URL that this process has just had from a process that it started itself.
    @SuppressWarnings("BanJNDI")
    public static AllocationProbe in(RunningServer server) {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(server.pid()));
            String url = machine.startLocalManagementAgent();
            machine.detach();
            JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(url));
            return new AllocationProbe(
                    connector,
                    ManagementFactory.newPlatformMXBeanProxy(
                            connector.getMBeanServerConnection(),
                            ManagementFactory.THREAD_MXBEAN_NAME,
                            ThreadMXBean.class));
        } catch (IOException | AttachNotSupportedException e) {
            throw new MeasurementException(server.peer().name() + " does not tell what it allocates", e);
        }
    }

    /** {@return the bytes allocated so far by the threads that live} */
    public long bytes() {
        long[] ids = threads.getAllThreadIds();
        ThreadInfo[] infos = threads.getThreadInfo(ids);
        long[] allocated = threads.getThreadAllocatedBytes(ids);
        long sum = 0;
        for (int i = 0; i < ids.length; i++) {
            if (infos[i] != null && !infos[i].getThreadName().matches("(RMI|JMX) .*") && allocated[i] > 0) {
                sum += allocated[i];
            }
        }
        return sum;
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            // The server is about to be killed; there is nobody to say goodbye to.
        }
    }
}
