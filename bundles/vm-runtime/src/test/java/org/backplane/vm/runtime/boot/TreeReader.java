package org.backplane.vm.runtime.boot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a flattened device tree into {@code /node/path#property} keys; knows no writer. */
final class TreeReader {

  private final ByteBuffer blob;
  private final int strings;
  private final Map<String, byte[]> values = new LinkedHashMap<>();
  private int at;

  private TreeReader(byte[] bytes) {
    blob = ByteBuffer.wrap(bytes);
    if (blob.getInt(0) != 0xd00dfeed || blob.getInt(4) != bytes.length) {
      throw new IllegalArgumentException("no device tree of that size");
    }
    if (blob.getInt(20) != 17 || blob.getInt(24) > 17 || blob.getLong(blob.getInt(16)) != 0) {
      throw new IllegalArgumentException("version or reservations");
    }
    at = blob.getInt(8);
    strings = blob.getInt(12);
    int structureEnd = at + blob.getInt(36);
    node("");
    if (cell() != 9 || at != structureEnd || strings + blob.getInt(32) != bytes.length) {
      throw new IllegalArgumentException("blocks do not end where they say");
    }
  }

  static Map<String, byte[]> read(byte[] blob) {
    return new TreeReader(blob).values;
  }

  private void node(String parent) {
    if (cell() != 1) {
      throw new IllegalArgumentException("no node at " + at);
    }
    String name = text(at);
    at = aligned(at + name.length() + 1);
    String path = name.isEmpty() ? parent : parent + "/" + name;
    values.put(path + "#", new byte[0]);
    while (true) {
      int token = cell();
      if (token == 2) {
        return;
      }
      if (token == 1) {
        at -= 4;
        node(path);
      } else if (token == 3) {
        property(path);
      } else {
        throw new IllegalArgumentException("token " + token);
      }
    }
  }

  private void property(String path) {
    int length = cell();
    String name = text(strings + cell());
    byte[] value = new byte[length];
    blob.get(at, value);
    at = aligned(at + length);
    values.put(path + "#" + name, value);
  }

  private int cell() {
    at += 4;
    return blob.getInt(at - 4);
  }

  private String text(int from) {
    int end = from;
    while (blob.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - from];
    blob.get(from, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int aligned(int offset) {
    return (offset + 3) & -4;
  }
}
