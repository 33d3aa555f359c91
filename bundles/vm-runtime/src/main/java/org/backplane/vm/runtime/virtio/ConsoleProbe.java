package org.backplane.vm.runtime.virtio;

import org.backplane.vm.runtime.trace.ConsoleTrace;

/** Tells what a console device and its ports do; any thread. */
record ConsoleProbe(String path, ConsoleTrace trace) {

  void told(ControlMessage message) {
    if (trace.sendControlEvent.enabled()) {
      trace.sendControlEvent.record(path, message.port(), message.event().code(), message.value());
    }
  }

  void heard(ControlMessage message) {
    if (trace.handleControlMessage.enabled()) {
      trace.handleControlMessage.record(path, message.event().code(), message.value());
    }
    if (message.event() != ConsoleEvent.DEVICE_READY && trace.handleControlMessagePort.enabled()) {
      trace.handleControlMessagePort.record(path, message.port());
    }
  }

  /** The guest's output begins or ends to wait. */
  void throttled(int port, boolean waits) {
    if (trace.throttlePort.enabled()) {
      trace.throttlePort.record(path, port, waits);
    }
  }

  void flushed(int port, long offered, long taken) {
    if (trace.flushBuffer.enabled()) {
      trace.flushBuffer.record(path, port, offered, taken);
    }
  }

  void received(int port, int bytes) {
    if (trace.characterRead.enabled()) {
      trace.characterRead.record(path, port, bytes);
    }
  }
}
