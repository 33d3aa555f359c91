package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;
import org.backplane.tck.LiveThreads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A thousand times what users do with each type of device; descriptors and threads are then as few
 * as before.
 */
@Timeout(120)
@SuppressWarnings("try") // peers only come and go
final class ChardevLeakTest {

  private static final int TIMES = 1_000;
  private static final int WARM_UP = 20;

  @TempDir private Path folder;

  @BeforeAll
  static void warmUp() throws Exception {
    Descriptors.warmUp();
  }

  /** What is done a thousand times. */
  private enum Kind {
    NULL {
      @Override
      Rig rig(Path folder) throws Exception {
        return attaching(Device.of(new NullChardevFactory(), "c0", Map.of()), false);
      }
    },
    NULL_WITH_LOG {
      @Override
      Rig rig(Path folder) throws Exception {
        var options = Map.of("logfile", folder.resolve("log").toString());
        return attaching(Device.of(new NullChardevFactory(), "c0", options), true);
      }
    },
    RINGBUF {
      @Override
      Rig rig(Path folder) throws Exception {
        return attaching(Device.of(new RingBufferFactory(), "c0", Map.of()), true);
      }
    },
    FILE {
      @Override
      Rig rig(Path folder) throws Exception {
        var options = Map.of("path", folder.resolve("out").toString());
        return attaching(Device.of(new FileFactory(), "c0", options), true);
      }
    },
    PIPE {
      @Override
      Rig rig(Path folder) throws Exception {
        String path = folder.resolve("p").toString();
        assertThat(new ProcessBuilder("mkfifo", path).start().waitFor()).isZero();
        return attaching(Device.of(new PipeFactory(), "c0", Map.of("path", path)), true);
      }
    },
    /** Not attached: the input of this process belongs to whoever runs the tests. */
    STDIO {
      @Override
      Rig rig(Path folder) {
        return defining(new StdioFactory(), Map.of());
      }
    },
    DEFINED_NULL {
      @Override
      Rig rig(Path folder) {
        return defining(new NullChardevFactory(), Map.of());
      }
    },
    DEFINED_RINGBUF {
      @Override
      Rig rig(Path folder) {
        return defining(new RingBufferFactory(), Map.of());
      }
    },
    DEFINED_FILE {
      @Override
      Rig rig(Path folder) {
        String out = folder.resolve("out").toString();
        return defining(new FileFactory(), Map.of("path", out, "input-path", "/dev/null"));
      }
    },
    DEFINED_PTY {
      @Override
      Rig rig(Path folder) {
        return defining(new PtyFactory(), Map.of("path", folder.resolve("tty").toString()));
      }
    },
    DEFINED_UNIX_SERVER {
      @Override
      Rig rig(Path folder) {
        return defining(new SocketChardevFactory(), server("path", folder.resolve("s").toString()));
      }
    },
    DEFINED_TCP_SERVER {
      @Override
      Rig rig(Path folder) {
        return defining(new SocketChardevFactory(), server("port", "0"));
      }
    },
    PTY {
      @Override
      Rig rig(Path folder) throws Exception {
        Device device = Device.of(new PtyFactory(), "c0", Map.of());
        Path path = Path.of(device.code().filename().substring("pty:".length()));
        return coming(device, () -> terminal(path));
      }
    },
    UNIX_SERVER {
      @Override
      Rig rig(Path folder) throws Exception {
        Path path = folder.resolve("s");
        return coming(Device.socket(server("path", path.toString())), () -> Client.of(path));
      }
    },
    TCP_SERVER {
      @Override
      Rig rig(Path folder) throws Exception {
        Device device = Device.socket(server("port", "0"));
        int port = port(device);
        return coming(device, () -> Client.of(port));
      }
    },
    UNIX_CLIENT {
      @Override
      Rig rig(Path folder) throws Exception {
        String path = folder.resolve("s").toString();
        return reconnecting(
            Device.socket(server("path", path)),
            Device.socket(Map.of("path", path, "reconnect-ms", 1)));
      }
    },
    ABSTRACT_CLIENT {
      @Override
      Rig rig(Path folder) throws Exception {
        String name = "backplane-leak-" + ProcessHandle.current().pid();
        return reconnecting(
            Device.socket(Map.of("path", name, "abstract", true, "server", true, "wait", false)),
            Device.socket(Map.of("path", name, "abstract", true, "reconnect-ms", 1)));
      }
    },
    TLS_SERVER {
      @Override
      Rig rig(Path folder) throws Exception {
        Pki pki = Pki.in(folder);
        Device device = pki.device();
        int port = Pki.port(device);
        return coming(device, () -> TlsClient.of(pki.good(), port));
      }
    },
    TLS_SERVER_STRANGERS {
      @Override
      Rig rig(Path folder) throws Exception {
        Device device = Pki.in(folder).device();
        int port = Pki.port(device);
        return new Rig(
            () -> {
              try (Client stranger = Client.of(port)) {
                stranger.send("{\"execute\":\"quit\"}");
                while (!stranger.isAtEnd()) {
                  // an alert
                }
              }
            },
            device);
      }
    },
    TLS_CLIENT {
      @Override
      Rig rig(Path folder) throws Exception {
        Pki pki = Pki.in(folder);
        Device server = pki.device();
        return reconnecting(server, pki.client(Pki.port(server)));
      }
    },
    TCP_CLIENT {
      @Override
      Rig rig(Path folder) throws Exception {
        Device server = Device.socket(server("port", "0"));
        return reconnecting(
            server, Device.socket(Map.of("port", "" + port(server), "reconnect-ms", 1)));
      }
    };

    abstract Rig rig(Path folder) throws Exception;
  }

  /** One thing to do again and again, and what it is done with. */
  private static final class Rig implements AutoCloseable {
    private final Round round;
    private final Deque<Device> owned = new ArrayDeque<>();

    Rig(Round round, Device... owned) {
      this.round = round;
      for (Device each : owned) {
        this.owned.push(each);
      }
    }

    void run(int times) throws Exception {
      for (int i = 0; i < times; i++) {
        round.run();
      }
    }

    @Override
    public void close() {
      owned.forEach(Device::close);
    }
  }

  @FunctionalInterface
  private interface Round {
    void run() throws Exception;
  }

  @FunctionalInterface
  private interface Coming {
    AutoCloseable come() throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void aThousandTimesLeaveNothing(Kind kind) throws Exception {
    try (Rig rig = kind.rig(folder)) {
      rig.run(WARM_UP);
      long threads = threads();
      long descriptors = Descriptors.open();
      rig.run(TIMES);
      Await.until("descriptors to be freed", () -> Descriptors.open() <= descriptors);
      Await.until("threads to end", () -> threads() <= threads);
    }
    Await.until("all threads to end", () -> threads() == 0);
  }

  private static Rig attaching(Device device, boolean opens) {
    return new Rig(
        () -> {
          var frontEnd = new RecordingFrontEnd(1);
          device.code().attach(frontEnd);
          if (opens) {
            frontEnd.awaitOpened();
          }
          device.code().detach(frontEnd);
        },
        device);
  }

  private static Rig defining(ChardevFactory factory, Map<String, ?> options) {
    return new Rig(() -> Device.of(factory, "c0", options).close());
  }

  private static Rig coming(Device device, Coming peer) {
    var frontEnd = new RecordingFrontEnd(1);
    device.code().attach(frontEnd);
    return new Rig(
        () -> {
          try (AutoCloseable _ = peer.come()) {
            frontEnd.awaitOpened();
          }
          frontEnd.awaitClosed();
        },
        device);
  }

  // Begins and ends connected, or else the figures before and after could not be compared.
  private static Rig reconnecting(Device server, Device client) throws Exception {
    var serving = new RecordingFrontEnd(1);
    var asking = new RecordingFrontEnd(1);
    server.code().attach(serving);
    client.code().attach(asking);
    var current = new AtomicReference<>(serving.awaitOpened());
    asking.awaitOpened();
    return new Rig(
        () -> {
          current.get().close();
          asking.awaitClosed();
          serving.awaitClosed();
          asking.awaitOpened();
          current.set(serving.awaitOpened());
        },
        server,
        client);
  }

  private static Map<String, ?> server(String key, String value) {
    return Map.of(key, value, "server", true, "wait", false);
  }

  private static int port(Device device) {
    return Integer.parseInt(device.code().filename().replaceAll(".*:([0-9]+),.*", "$1"));
  }

  private static FileDescriptor terminal(Path path) throws LinuxException {
    return FileDescriptor.open(path, Set.of(OpenFlag.READ, OpenFlag.WRITE));
  }

  private static int threads() throws IOException {
    return LiveThreads.named("backplane-").size();
  }
}
