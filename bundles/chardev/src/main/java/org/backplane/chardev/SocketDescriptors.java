package org.backplane.chardev;

import java.io.IOException;
import java.util.List;
import org.backplane.api.chardev.DescriptorPassing;
import org.backplane.linux.StreamSocket;

/** The passing of open files over a UNIX socket. */
record SocketDescriptors(StreamSocket stream) implements DescriptorPassing {

  @Override
  public void stage(List<Integer> descriptors) throws IOException {
    stream.stageDescriptors(descriptors);
  }

  @Override
  public List<Integer> take(int most) {
    return stream.takeDescriptors(most);
  }
}
