/* Reader for the flattened device tree, version 17 of the format (Devicetree Specification, chapter 5). */
#include "fdt.h"

#include <stddef.h>

#include "text.h"

/* Header: big-endian 32-bit words at these offsets. */
enum {
  HEADER_MAGIC = 0x00,
  HEADER_TOTAL_SIZE = 0x04,
  HEADER_STRUCTURE = 0x08,
  HEADER_STRINGS = 0x0c,
  HEADER_RESERVATIONS = 0x10,
  HEADER_VERSION = 0x14,
  HEADER_LAST_COMPATIBLE = 0x18,
  HEADER_STRINGS_SIZE = 0x20,
  HEADER_STRUCTURE_SIZE = 0x24,
  HEADER_BYTES = 0x28,
};
#define TREE_MAGIC 0xd00dfeedu
enum { TREE_VERSION = 17, TREE_MAX_BYTES = 1 << 20 };
enum { TOKEN_BEGIN_NODE = 1, TOKEN_END_NODE = 2, TOKEN_PROPERTY = 3, TOKEN_NOP = 4, TOKEN_END = 9 };
enum { MAX_DEPTH = 12 };

struct property {
  const uint8_t *bytes;
  uint64_t length; /* 0 also when the node does not have the property */
};

/* The properties this reader wants, and their names in the same order. */
enum {
  ADDRESS_CELLS,
  SIZE_CELLS,
  COMPATIBLE,
  REG,
  INTERRUPTS,
  INTERRUPTS_EXTENDED,
  DEVICE_TYPE,
  PHANDLE,
  STATUS,
  MODEL,
  BOOTARGS,
  TIMEBASE,
  PROPERTIES,
};
static const char property_names[] =
    "#address-cells\0#size-cells\0compatible\0reg\0interrupts\0interrupts-extended\0"
    "device_type\0phandle\0status\0model\0bootargs\0timebase-frequency";

struct node {
  const char *name;
  bool described; /* its properties were evaluated: they all precede the first child */
  struct property properties[PROPERTIES];
};

struct reader {
  const uint8_t *tree;
  const uint8_t *at, *end; /* structure block */
  const char *strings;
  uint64_t strings_size;
  uint64_t hart;
  uint64_t hart_phandle;
  uint64_t current_cpu;
  struct property plic_targets;
  struct machine *machine;
  unsigned depth;
  struct node *node; /* the innermost open one, when depth is not 0 */
  struct node path[MAX_DEPTH];
};

static uint64_t be32(const uint8_t *at) {
  return (uint64_t)at[0] << 24 | (uint64_t)at[1] << 16 | (uint64_t)at[2] << 8 | at[3];
}

static uint64_t be64(const uint8_t *at) { return be32(at) << 32 | be32(at + 4); }

static bool ends_within(const char *text, uint64_t room) {
  for (uint64_t i = 0; i < room; i++) {
    if (text[i] == 0) return true;
  }
  return false;
}

static const char *as_text(struct property p) {
  return p.length > 0 && p.bytes[p.length - 1] == 0 ? (const char *)p.bytes : "";
}

static uint64_t as_cell(struct property p, uint64_t otherwise) {
  return p.length >= 4 ? be32(p.bytes) : otherwise;
}

/* `compatible` is a list of strings, one after the other. */
static bool lists(struct property p, const char *wanted) {
  if (*as_text(p) == 0) return false;
  for (uint64_t i = 0; i < p.length; i++) {
    if ((i == 0 || p.bytes[i - 1] == 0) && text_equal((const char *)p.bytes + i, wanted)) return true;
  }
  return false;
}

static uint64_t cells(const uint8_t *at, uint64_t count) {
  return count == 0 ? 0 : count == 1 ? be32(at) : be64(at);
}

/* Entry `index` of a node's `reg`, in the cell counts of its parent. */
static bool reg_entry(const struct node *node, uint64_t index, struct range *range) {
  const struct node *parent = node - 1;
  uint64_t address = as_cell(parent->properties[ADDRESS_CELLS], 2);
  uint64_t size = as_cell(parent->properties[SIZE_CELLS], 1);
  struct property reg = node->properties[REG];
  if (address == 0 || address > 2 || size > 2) return false;
  uint64_t bytes = 4 * (address + size);
  if (bytes * (index + 1) > reg.length) return false;
  const uint8_t *at = reg.bytes + bytes * index;
  range->start = cells(at, address);
  range->size = cells(at + 4 * address, size);
  return range->size == 0 || range->start + (range->size - 1) >= range->start;
}

/* Adds all of a node's `reg` to a list of ranges, as far as there is room. */
static void add_ranges(const struct node *node, struct range *list, unsigned *count, unsigned most) {
  for (uint64_t i = 0; *count < most && reg_entry(node, i, &list[*count]); i++) {
    if (list[*count].size != 0) (*count)++;
  }
}

static void describe_device(struct reader *r, const struct node *node, uintptr_t base) {
  struct machine *m = r->machine;
  struct property compatible = node->properties[COMPATIBLE];
  if (lists(compatible, "ns16550a") && m->uart == 0) m->uart = base;
  if (lists(compatible, "sifive,test0")) m->test_device = base;
  if (lists(compatible, "riscv,clint0") && m->clint == 0) m->clint = base;
  if (lists(compatible, "riscv,plic0") && m->plic == 0) {
    m->plic = base;
    r->plic_targets = node->properties[INTERRUPTS_EXTENDED];
  }
  if (lists(compatible, "virtio,mmio") && m->virtio_count < MAX_VIRTIO) {
    m->virtio[m->virtio_count++] = (struct virtio_slot){base, (uint32_t)as_cell(node->properties[INTERRUPTS], 0)};
  }
}

/* Called once per node, when all its properties are known. */
static void describe(struct reader *r) {
  struct node *node = r->node;
  struct machine *m = r->machine;
  if (node->described) return;
  node->described = true;
  m->nodes++;
  if (r->depth == 1) {
    m->model = as_text(node->properties[MODEL]);
    return;
  }
  if (r->depth == 2) {
    if (text_equal(node->name, "chosen")) m->bootargs = as_text(node->properties[BOOTARGS]);
    m->timebase = as_cell(node->properties[TIMEBASE], m->timebase);
  }
  const char *status = as_text(node->properties[STATUS]);
  if (*status != 0 && text_after(status, "ok") == NULL) return; /* "ok" and "okay" */

  struct range first = {0, 0};
  bool has_reg = reg_entry(node, 0, &first);
  const char *type = as_text(node->properties[DEVICE_TYPE]);
  if (text_equal(type, "cpu")) {
    r->current_cpu = first.start;
  } else if (lists(node->properties[COMPATIBLE], "riscv,cpu-intc")) {
    if (r->current_cpu == r->hart) r->hart_phandle = as_cell(node->properties[PHANDLE], 0);
  } else if (text_equal(type, "memory")) {
    add_ranges(node, m->ram, &m->ram_count, MAX_RAM);
  } else if (text_equal(node[-1].name, "reserved-memory")) {
    add_ranges(node, m->reserved, &m->reserved_count, MAX_RESERVED);
  } else if (has_reg) {
    describe_device(r, node, first.start);
  }
}

static void keep_property(struct node *node, const char *name, struct property value) {
  const char *wanted = property_names;
  for (unsigned i = 0; i < PROPERTIES; i++) {
    if (text_equal(name, wanted)) node->properties[i] = value;
    while (*wanted++ != 0) continue;
  }
}

static void skip_padded(struct reader *r, uint64_t bytes) { r->at += (bytes + 3) & ~3ull; }

static uint64_t room(const struct reader *r) { return (uint64_t)(r->end - r->at); }

static const char *begin_node(struct reader *r) {
  if (!ends_within((const char *)r->at, room(r))) return "value out of bounds";
  if (r->depth == MAX_DEPTH) return "nodes nested wrongly";
  if (r->depth > 0) describe(r);
  const char *name = (const char *)r->at;
  r->node = &r->path[r->depth++];
  *r->node = (struct node){.name = name};
  uint64_t length = 1;
  while (name[length - 1] != 0) length++;
  skip_padded(r, length);
  return NULL;
}

static const char *property(struct reader *r) {
  if (r->depth == 0 || room(r) < 8) return "nodes nested wrongly";
  struct property p = {.bytes = r->at + 8, .length = be32(r->at)};
  uint64_t name = be32(r->at + 4);
  r->at += 8;
  if (p.length > room(r)) return "value out of bounds";
  if (name >= r->strings_size || !ends_within(r->strings + name, r->strings_size - name)) {
    return "value out of bounds";
  }
  keep_property(r->node, r->strings + name, p);
  skip_padded(r, p.length);
  return NULL;
}

static const char *end_node(struct reader *r) {
  if (r->depth == 0) return "nodes nested wrongly";
  describe(r);
  r->depth--;
  r->node--;
  return NULL;
}

static const char *walk(struct reader *r) {
  for (;;) {
    if (r->at > r->end || room(r) < 4) return "block without end";
    uint64_t token = be32(r->at);
    r->at += 4;
    const char *problem = NULL;
    switch (token) {
      case TOKEN_BEGIN_NODE: problem = begin_node(r); break;
      case TOKEN_END_NODE: problem = end_node(r); break;
      case TOKEN_PROPERTY: problem = property(r); break;
      case TOKEN_NOP: break;
      case TOKEN_END: return r->depth == 0 ? NULL : "nodes nested wrongly";
      default: return "unknown token";
    }
    if (problem != NULL) return problem;
  }
}

static bool inside(uint64_t offset, uint64_t size, uint64_t total, unsigned alignment) {
  return offset >= HEADER_BYTES && offset % alignment == 0 && offset + size <= total;
}

static const char *read_reservations(struct reader *r, uint64_t offset, uint64_t total) {
  for (;; offset += 16) {
    if (!inside(offset, 16, total, 8)) return "block without end";
    struct range range = {be64(r->tree + offset), be64(r->tree + offset + 8)};
    if (range.start == 0 && range.size == 0) return NULL;
    if (r->machine->reserved_count < MAX_RESERVED) r->machine->reserved[r->machine->reserved_count++] = range;
  }
}

/* The PLIC's contexts are numbered in the order in which its node lists (hart, line) pairs. */
static void find_plic_context(struct reader *r, uint64_t line) {
  struct property targets = r->plic_targets;
  for (uint64_t i = 0; 8 * (i + 1) <= targets.length; i++) {
    if (be32(targets.bytes + 8 * i) == r->hart_phandle && be32(targets.bytes + 8 * i + 4) == line) {
      r->machine->plic_context = (uint32_t)i;
      r->machine->plic_context_known = true;
      return;
    }
  }
}

const char *fdt_read(const void *tree, uint64_t hart, uint32_t plic_line, struct machine *machine) {
  static struct reader reader; /* too large for the stack */
  const uint8_t *bytes = tree;
  if (tree == NULL || (uintptr_t)tree % 8 != 0) return "address is not a multiple of 8";
  if (be32(bytes + HEADER_MAGIC) != TREE_MAGIC) return "wrong magic number";
  if (be32(bytes + HEADER_VERSION) < TREE_VERSION || be32(bytes + HEADER_LAST_COMPATIBLE) > TREE_VERSION) {
    return "unknown format version";
  }
  uint64_t total = be32(bytes + HEADER_TOTAL_SIZE);
  uint64_t structure = be32(bytes + HEADER_STRUCTURE);
  uint64_t structure_size = be32(bytes + HEADER_STRUCTURE_SIZE);
  uint64_t strings = be32(bytes + HEADER_STRINGS);
  uint64_t strings_size = be32(bytes + HEADER_STRINGS_SIZE);
  if (total > TREE_MAX_BYTES || !inside(structure, structure_size, total, 4) ||
      !inside(strings, strings_size, total, 1)) {
    return "block out of bounds";
  }

  *machine = (struct machine){.model = "", .bootargs = "", .tree_bytes = total};
  machine->reserved[machine->reserved_count++] = (struct range){(uintptr_t)tree, total};
  reader = (struct reader){
      .tree = bytes,
      .at = bytes + structure,
      .end = bytes + structure + structure_size,
      .strings = (const char *)bytes + strings,
      .strings_size = strings_size,
      .hart = hart,
      .machine = machine,
  };
  const char *problem = read_reservations(&reader, be32(bytes + HEADER_RESERVATIONS), total);
  if (problem == NULL) problem = walk(&reader);
  if (problem == NULL) find_plic_context(&reader, plic_line);
  return problem;
}
