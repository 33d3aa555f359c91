package org.backplane.vm.runtime.trace;

import static org.backplane.api.trace.TraceField.hex;
import static org.backplane.api.trace.TraceField.text;
import static org.backplane.api.trace.TraceField.unsigned;

import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Memory devices. */
@Component(service = {TraceGroup.class, MemoryTrace.class})
public final class MemoryTrace extends TraceArea {

  /** The place of a device in the object tree. */
  private static final String ID = "id";

  private static final String ADDRESS = "addr";

  /** A place was found for a memory device. */
  public final TracePoint prePlug = point("memory_device_pre_plug", text(ID), hex(ADDRESS));

  /** A memory device is in its place. */
  public final TracePoint plug = point("memory_device_plug", text(ID), hex(ADDRESS));

  /** A memory device was taken out. */
  public final TracePoint unplug = point("memory_device_unplug", text(ID), hex(ADDRESS));

  /** The slot that was found. */
  public final TracePoint assignedSlot =
      point("mhp_pc_dimm_assigned_slot", text(ID), unsigned("slot"));

  /** The address that was found. */
  public final TracePoint assignedAddress =
      point("mhp_pc_dimm_assigned_address", text(ID), hex(ADDRESS));

  @Activate
  public MemoryTrace() {}
}
