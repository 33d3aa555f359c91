package org.backplane.monitor;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.option.OptionParser;
import org.backplane.monitor.command.AbsentCommands;
import org.backplane.monitor.command.ChardevCommands;
import org.backplane.monitor.command.DeviceCommands;
import org.backplane.monitor.command.IdentityCommands;
import org.backplane.monitor.command.JobCommands;
import org.backplane.monitor.command.MachineCommands;
import org.backplane.monitor.command.MachineTypeCommands;
import org.backplane.monitor.command.MemoryCommands;
import org.backplane.monitor.command.ObjectCommands;
import org.backplane.monitor.command.OptionCommands;
import org.backplane.monitor.command.PreconfigurationCommands;
import org.backplane.monitor.command.QomCommands;
import org.backplane.monitor.command.RingBufferCommands;
import org.backplane.monitor.command.SecurityDeviceCommands;
import org.backplane.monitor.command.StatsCommands;
import org.backplane.monitor.command.TraceCommands;
import org.backplane.monitor.command.TypeCommands;
import org.backplane.monitor.command.VirtioCommands;
import org.backplane.monitor.command.YankCommands;
import org.backplane.monitor.control.ChardevControl;
import org.backplane.monitor.control.Debugging;
import org.backplane.monitor.control.Devices;
import org.backplane.monitor.control.JobControl;
import org.backplane.monitor.control.Objects;
import org.backplane.monitor.control.RingBuffers;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.control.Surroundings;
import org.backplane.monitor.hmp.ChardevLines;
import org.backplane.monitor.hmp.DebugLines;
import org.backplane.monitor.hmp.DeviceLines;
import org.backplane.monitor.hmp.InfoLines;
import org.backplane.monitor.hmp.JobLines;
import org.backplane.monitor.hmp.MachineLines;
import org.backplane.monitor.hmp.MemoryLines;
import org.backplane.monitor.hmp.ObjectLines;
import org.backplane.monitor.hmp.QomLines;
import org.backplane.monitor.hmp.RunLines;
import org.backplane.monitor.hmp.SecurityDeviceLines;
import org.backplane.monitor.hmp.StatsLines;
import org.backplane.monitor.hmp.TraceLines;
import org.backplane.monitor.hmp.VirtioLines;
import org.backplane.monitor.hmp.Vocabulary;
import org.backplane.monitor.report.Chardevs;
import org.backplane.monitor.report.CpuModels;
import org.backplane.monitor.report.Cryptodevs;
import org.backplane.monitor.report.Memdevs;
import org.backplane.monitor.report.Tpms;
import org.backplane.monitor.report.Version;
import org.backplane.monitor.stats.Statistics;
import org.backplane.monitor.tree.QomTree;
import org.backplane.monitor.tree.TypeQueries;

/** All that monitors offer, a line for each subject: the one place that knows them all. */
final class Areas {

  private final List<Area> all = new ArrayList<>();

  Areas(
      ObjectRegistry registry,
      OptionParser parser,
      Surroundings around,
      RunControl control,
      Version version) {
    var tree = new QomTree(registry, parser, around.machine(), around.builder());
    var objects = new Objects(registry, parser);
    var devices = new Devices(control, around.builder());
    var jobs = new JobControl(around.jobs(), parser);
    var chardevs = new Chardevs(registry, around.chardevs());
    var chardevControl = new ChardevControl(registry, parser, objects, chardevs);
    var statistics = new Statistics(registry, around.builder(), around.measured());
    var cryptodevs = new Cryptodevs(registry, around.cryptodevs());
    var tpms = new Tpms(registry, around);
    var rings = new RingBuffers(chardevControl);
    var words = new Vocabulary(registry, chardevs, jobs, control);
    all.addAll(
        List.of(
            Area.of(new IdentityCommands(control, version))
                .with(new InfoLines(registry, chardevs, control, tree, version, words)),
            Area.of(new MachineCommands(control)).with(new RunLines(control)),
            Area.of(
                    new MachineTypeCommands(devices, new CpuModels(around)),
                    new OptionCommands(registry, devices))
                .with(new MachineLines(control)),
            Area.of(new PreconfigurationCommands(control)),
            Area.of(new AbsentCommands()),
            Area.of(new ObjectCommands(registry, objects))
                .with(new ObjectLines(registry, parser, objects, words)),
            Area.of(new QomCommands(tree), new TypeCommands(new TypeQueries(tree, parser)))
                .with(new QomLines(tree, words)),
            Area.of(new MemoryCommands(new Memdevs(registry), control))
                .with(new MemoryLines(registry, control)),
            Area.of(new DeviceCommands(devices)).with(new DeviceLines(devices, parser, words)),
            Area.of(new StatsCommands(statistics)).with(new StatsLines(statistics)),
            Area.of(new TraceCommands(around.tracing())).with(new TraceLines(around.tracing())),
            Area.of(new SecurityDeviceCommands(cryptodevs, tpms))
                .with(new SecurityDeviceLines(cryptodevs, tpms)),
            Area.of(new VirtioCommands(control)).with(new VirtioLines(control)),
            Area.of(new JobCommands(jobs)).with(new JobLines(jobs, words)),
            Area.of(
                    new ChardevCommands(chardevs, chardevControl),
                    new RingBufferCommands(rings),
                    new YankCommands(around.chardevs()))
                .with(new ChardevLines(chardevs, chardevControl, rings, parser, words)),
            Area.of().with(new DebugLines(new Debugging(control, around.debugServer())))));
  }

  /** Another area. */
  void add(Area area) {
    all.add(area);
  }

  List<Area> all() {
    return List.copyOf(all);
  }
}
