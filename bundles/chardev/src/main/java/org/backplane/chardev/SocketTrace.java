package org.backplane.chardev;

import java.io.IOException;
import java.util.List;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.TracePoint;

/**
 * The trace points of socket devices.
 *
 * @param receiveEnd a peer's stream has ended
 * @param receiveError reading from a peer failed
 */
record SocketTrace(TracePoint receiveEnd, TracePoint receiveError) {

  SocketTrace() {
    this(
        new TracePoint("chr_socket_recv_eof", TraceField.text("label")),
        new TracePoint("chr_socket_recv_err", TraceField.text("label"), TraceField.text("err")));
  }

  List<TracePoint> points() {
    return List.of(receiveEnd, receiveError);
  }

  void ended(String label) {
    if (receiveEnd.enabled()) {
      receiveEnd.record(label);
    }
  }

  void lost(String label, IOException reason) {
    if (receiveError.enabled()) {
      receiveError.record(label, String.valueOf(reason.getMessage()));
    }
  }
}
