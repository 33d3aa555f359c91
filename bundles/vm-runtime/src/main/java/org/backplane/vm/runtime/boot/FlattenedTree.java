package org.backplane.vm.runtime.boot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The flattened form of a device tree, version 17 (devicetree specification 0.4, chapter 5): a
 * header of ten cells, an empty memory reservation block, the structure block, the strings block;
 * all big-endian.
 */
final class FlattenedTree {

  static final int MAGIC = 0xd00dfeed;
  static final int HEADER_BYTES = 40;

  private static final int VERSION = 17;
  private static final int OLDEST_COMPATIBLE = 16;
  private static final int RESERVATIONS_BYTES = 16;
  private static final int BEGIN_NODE = 1;
  private static final int END_NODE = 2;
  private static final int PROPERTY = 3;
  private static final int END = 9;

  private final ByteArrayOutputStream structure = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final Map<String, Integer> stringOffsets = new LinkedHashMap<>();

  private FlattenedTree() {}

  /** Flattens a tree. */
  static byte[] of(DeviceTree root) {
    var flat = new FlattenedTree();
    flat.node(root);
    flat.cell(END);
    return flat.assemble();
  }

  private byte[] assemble() {
    int structureAt = HEADER_BYTES + RESERVATIONS_BYTES;
    int stringsAt = structureAt + structure.size();
    int total = stringsAt + strings.size();
    return ByteBuffer.allocate(total)
        .putInt(MAGIC)
        .putInt(total)
        .putInt(structureAt)
        .putInt(stringsAt)
        .putInt(HEADER_BYTES)
        .putInt(VERSION)
        .putInt(OLDEST_COMPATIBLE)
        .putInt(0) // boot CPU
        .putInt(strings.size())
        .putInt(structure.size())
        .put(new byte[RESERVATIONS_BYTES])
        .put(structure.toByteArray())
        .put(strings.toByteArray())
        .array();
  }

  private void node(DeviceTree node) {
    cell(BEGIN_NODE);
    structure.writeBytes(node.name().getBytes(StandardCharsets.US_ASCII));
    structure.write(0);
    align();
    node.properties().forEach(this::property);
    node.children().forEach(this::node);
    cell(END_NODE);
  }

  private void property(String name, byte[] value) {
    cell(PROPERTY);
    cell(value.length);
    cell(stringOffset(name));
    structure.writeBytes(value);
    align();
  }

  private int stringOffset(String text) {
    Integer known = stringOffsets.get(text);
    if (known != null) {
      return known;
    }
    int offset = strings.size();
    strings.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    strings.write(0);
    stringOffsets.put(text, offset);
    return offset;
  }

  private void cell(int value) {
    structure.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
  }

  private void align() {
    while (structure.size() % 4 != 0) {
      structure.write(0);
    }
  }
}
