package org.backplane.vm.runtime.boot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * A node of a device tree under construction; the root has an empty name. Cells are 32 bits,
 * big-endian.
 */
final class DeviceTree {

  private final String name;
  private final SequencedMap<String, byte[]> properties = new LinkedHashMap<>();
  private final List<DeviceTree> children = new ArrayList<>();

  private DeviceTree(String name) {
    this.name = name;
  }

  /** Builds a tree from its root. */
  static DeviceTree root(Consumer<DeviceTree> contents) {
    var root = new DeviceTree("");
    contents.accept(root);
    return root;
  }

  /** Adds a child behind the ones there are. */
  DeviceTree node(String childName, Consumer<DeviceTree> contents) {
    var child = new DeviceTree(childName);
    contents.accept(child);
    children.add(child);
    return this;
  }

  /** A property without a value. */
  DeviceTree flag(String key) {
    return bytes(key, new byte[0]);
  }

  DeviceTree cells(String key, int... values) {
    byte[] bytes = new byte[values.length * 4];
    for (int i = 0; i < values.length; i++) {
      BigEndian.INT.set(bytes, i * 4, values[i]);
    }
    return bytes(key, bytes);
  }

  /** Pairs of cells, the high one first: addresses and sizes. */
  DeviceTree wide(String key, long... values) {
    byte[] bytes = new byte[values.length * 8];
    for (int i = 0; i < values.length; i++) {
      BigEndian.LONG.set(bytes, i * 8, values[i]);
    }
    return bytes(key, bytes);
  }

  /** Texts, each ended by a zero byte. */
  DeviceTree text(String key, String... values) {
    String joined = String.join("\0", values) + "\0";
    return bytes(key, joined.getBytes(StandardCharsets.UTF_8));
  }

  DeviceTree bytes(String key, byte[] value) {
    properties.put(key, value.clone());
    return this;
  }

  String name() {
    return name;
  }

  Map<String, byte[]> properties() {
    return properties;
  }

  List<DeviceTree> children() {
    return children;
  }
}
