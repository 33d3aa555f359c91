package org.backplane.security;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** Two engines that were brought together without a network. */
record Handshake(SSLEngine server, SSLEngine client) {

  private static final int MOST_TURNS = 100;

  /**
   * @throws javax.net.ssl.SSLException one of them refuses
   */
  static Handshake between(SSLEngine server, SSLEngine client) throws Exception {
    var toServer = ByteBuffer.allocate(64 * 1024);
    var toClient = ByteBuffer.allocate(64 * 1024);
    server.beginHandshake();
    client.beginHandshake();
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      turn(client, toClient, toServer);
      turn(server, toServer, toClient);
    }
    if (!isDone(server) || !isDone(client)) {
      throw new AssertionError("the two do not come together");
    }
    return new Handshake(server, client);
  }

  private static boolean isDone(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  private static void turn(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws Exception {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    engine.wrap(ByteBuffer.allocate(0), out);
    in.flip();
    engine.unwrap(in, ByteBuffer.allocate(64 * 1024));
    in.compact();
  }
}
