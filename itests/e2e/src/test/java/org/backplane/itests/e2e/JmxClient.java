package org.backplane.itests.e2e;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Looks into another process of this machine as management tools do. */
final class JmxClient implements AutoCloseable {

  private final JMXConnector connector;

  private JmxClient(JMXConnector connector) {
    this.connector = connector;
  }

  @SuppressWarnings("BanJNDI") // the address is the JVM's own, of this machine
  static JmxClient attach(long pid) throws Exception {
    VirtualMachine process = VirtualMachine.attach(Long.toString(pid));
    try {
      return new JmxClient(
          JMXConnectorFactory.connect(new JMXServiceURL(process.startLocalManagementAgent())));
    } finally {
      process.detach();
    }
  }

  /** An attribute's value. */
  long number(String bean, String attribute) throws IOException, JMException {
    return (Long)
        connector.getMBeanServerConnection().getAttribute(new ObjectName(bean), attribute);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
