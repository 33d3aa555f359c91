package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValues;
import org.backplane.monitor.fake.ScriptedChardev;
import org.backplane.monitor.fake.ScriptedPeer;
import org.backplane.monitor.fake.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Character devices that are listed, made, replaced and deleted, over QMP and HMP. */
class ChardevsTest {

  private static final Map<String, Object> DONE = Map.of("return", Map.of());

  private final Stage stage = new Stage();
  private ScriptedPeer peer;

  @BeforeEach
  void negotiate() throws Exception {
    peer = stage.negotiated();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private Map<String, Object> ask(String command, String arguments) throws Exception {
    return Stage.ask(peer, "{'execute':'" + command + "','arguments':" + arguments + "}");
  }

  private Map<String, Object> add(String id, String backend) throws Exception {
    return ask("chardev-add", "{'id':'" + id + "','backend':" + backend + "}");
  }

  private Map<String, Object> change(String id, String backend) throws Exception {
    return ask("chardev-change", "{'id':'" + id + "','backend':" + backend + "}");
  }

  private String refusal(Map<String, Object> reply) {
    var error = (Map<?, ?>) reply.getOrDefault("error", Map.of("class", "none"));
    assertThat(error.get("class")).isEqualTo("GenericError");
    return String.valueOf(error.get("desc"));
  }

  private Map<String, Object> line(String label, String filename, boolean open) {
    return Map.of("label", label, "filename", filename, "frontend-open", open);
  }

  private Object listed() throws Exception {
    return Stage.ask(peer, "{'execute':'query-chardev'}").get("return");
  }

  // --- listing

  @Test
  void listsDevicesWhetherLiveOrNot() throws Exception {
    stage.registry.detach(Stage.HMP);

    assertThat(listed())
        .isEqualTo(
            List.of(
                line("qmp0", "unix:/run/a.sock,server=on", true), line("hmp0", "realized", false)));
  }

  @Test
  void showsTheCodeThatServesNow() throws Exception {
    stage.registry.attach(Stage.HMP, new ScriptedChardev("newer"));
    assertThat(String.valueOf(listed())).contains("filename=newer");

    add("c0", "{'type':'null','data':{}}");
    ask("chardev-remove", "{'id':'c0'}");
    assertThat(String.valueOf(listed())).doesNotContain("c0");
  }

  @Test
  void codeThatWentLateTakesNothingFromItsSuccessor() throws Exception {
    var old = new ScriptedChardev("old");
    stage.around.chardevs().add(Stage.HMP, old);
    stage.around.chardevs().add(Stage.HMP, new ScriptedChardev("new"));
    stage.around.chardevs().remove(Stage.HMP, old);

    assertThat(String.valueOf(listed())).contains("filename=new");
  }

  // --- making

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'null','data':{}}                        | {}",
        "{'type':'file','data':{'out':'/o'}}              | {path=/o}",
        "{'type':'file','data':{'out':'/o','in':'/i','append':true}}"
            + " | {path=/o, input-path=/i, append=true}",
        "{'type':'file','data':{'out':'/o','logfile':'/l','logappend':true}}"
            + " | {path=/o, logfile=/l, logappend=true}",
        "{'type':'pipe','data':{'device':'/p'}}           | {path=/p}",
        "{'type':'ringbuf','data':{'size':4096}}          | {size=4096}",
        "{'type':'stdio','data':{'signal':false}}         | {signal=false}",
        "{'type':'radio','data':{'addr':'x'}}             | {addr=x}",
        "{'type':'socket','data':{'addr':{'type':'unix','data':{'path':'/s'}}}}"
            + " | {path=/s, server=true, wait=false}",
        "{'type':'socket','data':{'wait':true,'addr':{'type':'unix','data':{'path':'/s'}}}}"
            + " | {wait=true, path=/s, server=true}",
        "{'type':'socket','data':{'server':false,'reconnect':2,"
            + "'addr':{'type':'unix','data':{'path':'s','abstract':true}}}}"
            + " | {server=false, reconnect=2, path=s, abstract=true}",
        "{'type':'socket','data':{'nodelay':true,"
            + "'addr':{'type':'inet','data':{'host':'h','port':'1','to':9,'ipv4':true}}}}"
            + " | {nodelay=true, host=h, port=1, to=9, ipv4=true, server=true, wait=false}",
        "{'type':'socket','data':{'addr':{'type':'fd','data':{'str':'7'}}}}"
            + " | {fd=7, server=true, wait=false}",
      })
  void givesTheTypeItsProperties(String backend, String properties) throws Exception {
    assertThat(add("c0", backend)).isEqualTo(DONE);

    ObjectRequest request = stage.registry.requests().getLast();
    assertThat(request.container()).isEqualTo(Container.CHARDEVS);
    assertThat(request.id()).isEqualTo("c0");
    assertThat(request.options().dialect()).isEqualTo(Dialect.JSON);
    var values = new LinkedHashMap<String, Object>();
    request
        .options()
        .members()
        .forEach(
            (name, value) -> values.put(name, String.valueOf(((RawValue.Json) value).value())));
    assertThat(values).hasToString(properties);
  }

  @Test
  void tellsWhichTerminalItMade() throws Exception {
    assertThat(add("p0", "{'type':'pty','data':{}}"))
        .isEqualTo(Map.of("return", Map.of("pty", "/dev/pts/7")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'null'}                             | 'data' is missing",
        "{'data':{}}                                 | 'type' is missing",
        "{'type':'null','data':{},'more':1}          | no argument 'more'",
        "{'type':'null','data':[]}                   | 'data' is of a wrong type",
        "{'type':'null','data':null}                 | 'data' is of a wrong type",
        "{'type':1,'data':{}}                        | 'type' is of a wrong type",
        "{'type':'nope','data':{}}                   | no such type",
        "{'type':'file','data':{}}                   | 'out' is missing",
        "{'type':'file','data':{'path':'/o'}}        | 'out' is missing",
        "{'type':'file','data':{'out':'/o','path':'/p'}} | no argument 'path'",
        "{'type':'file','data':{'out':1}}            | 'out' is of a wrong type",
        "{'type':'file','data':{'out':'/o','append':'on'}} | 'append' is of a wrong type",
        "{'type':'file','data':{'out':'/nope'}}      | file 'c0': /nope cannot be opened",
        "{'type':'null','data':{'size':1}}           | no argument 'size'",
        "{'type':'socket','data':{}}                 | 'addr' is missing",
        "{'type':'socket','data':{'addr':'unix:/s'}} | 'addr' is of a wrong type",
        "{'type':'socket','data':{'addr':{'type':'unix','path':'/s'}}} | 'data' is missing",
        "{'type':'socket','data':{'addr':{'type':'unix','data':{}}}} | 'path' is missing",
        "{'type':'socket','data':{'addr':{'type':'inet','data':{'host':'h'}}}} | 'port' is missing",
        "{'type':'socket','data':{'addr':{'type':'vsock','data':{}}}} | no address type 'vsock'",
      })
  void refusesToMake(String backend, String problem) throws Exception {
    assertThat(refusal(add("c0", backend))).contains(problem).contains("c0");
    assertThat(String.valueOf(listed())).doesNotContain("c0");
  }

  @Test
  void refusesATakenId() throws Exception {
    assertThat(refusal(add("qmp0", "{'type':'null','data':{}}"))).contains("qmp0");
  }

  // --- replacing

  @Test
  void replacesAFreeDevice() throws Exception {
    add("c0", "{'type':'file','data':{'out':'/o'}}");

    assertThat(change("c0", "{'type':'ringbuf','data':{}}")).isEqualTo(DONE);
    assertThat(String.valueOf(listed())).contains("{label=c0, filename=ringbuf,");
    assertThat(change("c0", "{'type':'pty','data':{}}"))
        .isEqualTo(Map.of("return", Map.of("pty", "/dev/pts/7")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'nope','data':{}}              | there is no type 'nope'",
        "{'type':'radio','data':{'addr':1}}     | does not take that",
        "{'type':'file','data':{}}              | 'out' is missing",
      })
  void whatIsWrongByItselfDoesNotTouchTheOldOne(String backend, String problem) throws Exception {
    add("c0", "{'type':'ringbuf','data':{}}");
    ask("ringbuf-write", "{'device':'c0','data':'kept'}");

    assertThat(refusal(change("c0", backend))).contains(problem);
    assertThat(ask("ringbuf-read", "{'device':'c0','size':9}")).isEqualTo(Map.of("return", "kept"));
  }

  @Test
  void theOldOneComesBackWhenTheNewOneFails() throws Exception {
    add("c0", "{'type':'file','data':{'out':'/o','logfile':'/l'}}");

    assertThat(refusal(change("c0", "{'type':'file','data':{'out':'/nope'}}")))
        .isEqualTo("file 'c0': /nope cannot be opened");
    assertThat(String.valueOf(listed())).contains("{label=c0, filename=file:/o,");
    var values = stage.registry.find(ObjectPath.chardev("c0")).orElseThrow().properties();
    assertThat(values.text("logfile")).isEqualTo("/l");
    assertThat(values.bool("append")).isTrue(); // or what it has written were lost
    assertThat(values.bool("logappend")).isTrue();
  }

  @Test
  void aServerThatComesBackDoesNotWaitForAClient() throws Exception {
    add("c0", "{'type':'socket','data':{'wait':true,'addr':{'type':'fd','data':{'str':'7'}}}}");

    refusal(change("c0", "{'type':'file','data':{'out':'/nope'}}"));
    var values = stage.registry.find(ObjectPath.chardev("c0")).orElseThrow().properties();
    assertThat(values.bool("wait")).isFalse();
    assertThat(values.text("fd")).isEqualTo("7");
  }

  @Test
  void aClientThatComesBackHasNobodyToWaitFor() throws Exception {
    add("c0", "{'type':'socket','data':{'server':false,'addr':{'type':'fd','data':{'str':'7'}}}}");

    refusal(change("c0", "{'type':'file','data':{'out':'/nope'}}"));
    var values = stage.registry.find(ObjectPath.chardev("c0")).orElseThrow().properties();
    assertThat(values.find("wait")).isEmpty();
  }

  @Test
  void tellsWhenTheOldOneCannotComeBack() throws Exception {
    add("c0", "{'type':'file','data':{'out':'/once'}}");

    assertThat(refusal(change("c0", "{'type':'file','data':{'out':'/nope'}}")))
        .startsWith("chardev 'c0': neither the new device can be made (")
        .contains("/nope cannot be opened", "/once cannot be opened");
    assertThat(String.valueOf(listed())).doesNotContain("c0");
  }

  @Test
  void refusesToReplaceWhatIsUsedOrUnknownOrNotLive() throws Exception {
    assertThat(refusal(change("qmp0", "{'type':'null','data':{}}"))).contains("monitor uses it");
    assertThat(refusal(change("nope", "{'type':'null','data':{}}"))).contains("no 'nope'");
    stage.registry.put(
        new ObjectStatus(
            ObjectPath.chardev("w0"),
            Types.FILE.name(),
            java.util.Optional.of(Types.FILE),
            Phase.DETACHED,
            "its bundle is away",
            new PropertyValues(Map.of()),
            List.of()));
    assertThat(refusal(change("w0", "{'type':'null','data':{}}"))).contains("it is detached");
    assertThat(stage.registry.find(ObjectPath.chardev("w0"))).isPresent();
  }

  // --- deleting, breaks

  @ParameterizedTest
  @CsvSource({"qmp0, error", "nope, error", "hmp0, return"})
  void removesFreeDevicesOnly(String id, String outcome) throws Exception {
    assertThat(ask("chardev-remove", "{'id':'" + id + "'}")).containsKey(outcome);
  }

  @Test
  void sendsBreaks() throws Exception {
    assertThat(ask("chardev-send-break", "{'id':'qmp0'}")).isEqualTo(DONE);
    assertThat(stage.chardev().breaks()).isEqualTo(1);
    assertThat(refusal(ask("chardev-send-break", "{'id':'nope'}"))).contains("no 'nope'");
  }

  @Test
  void aDeviceWhoseBundleIsAwayIsNotActive() throws Exception {
    stage.registry.detach(Stage.HMP);

    assertThat(ask("chardev-send-break", "{'id':'hmp0'}").get("error"))
        .isEqualTo(
            Map.of(
                "class",
                "DeviceNotActive",
                "desc",
                "socket 'hmp0': it is not live at the moment (realized); try again when it is"));
  }

  // --- people

  @Test
  void peopleMakeReplaceAndDelete() throws Exception {
    ScriptedPeer person = stage.person();

    assertThat(Stage.type(person, "chardev-add file,id=c0,path=/o")).isEmpty();
    assertThat(stage.registry.requests().getLast().options().dialect())
        .isEqualTo(Dialect.COMMAND_LINE);
    assertThat(Stage.type(person, "info chardev")).contains("c0: filename=file:/o\r\n");
    assertThat(Stage.type(person, "chardev-change c0 backend=pipe,path=/p")).isEmpty();
    assertThat(Stage.type(person, "info chardev")).contains("c0: filename=pipe:/p\r\n");
    assertThat(Stage.type(person, "chardev-send-break c0")).isEmpty();
    assertThat(Stage.type(person, "chardev-remove c0")).isEmpty();
    assertThat(Stage.type(person, "info chardev")).doesNotContain("c0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "chardev-add file,path=/o             | Error: chardev-add: 'id' is missing",
        "chardev-add id=c0                    | Error: chardev-add: 'backend' is missing",
        "chardev-add file,id=c0,path=/nope    | Error: file 'c0': /nope cannot be opened",
        "chardev-add nope,help                | Error: chardev-add: there is no type 'nope'",
        "chardev-change hmp0 null             | Error: chardev 'hmp0': monitor uses it",
        "chardev-change hmp0 null,id=x        | Error: chardev-change: 'id' is given twice",
        "chardev-change hmp0                  | chardev-change: [backend=]type",
        "chardev-remove hmp0                  | Error: socket 'hmp0': in use",
        "chardev-send-break nope              | Error: /chardevs: there is no 'nope'",
      })
  void refusesPeople(String line, String beginning) throws Exception {
    assertThat(Stage.type(stage.person(), line)).startsWith(beginning);
  }

  @Test
  void helpsPeople() throws Exception {
    ScriptedPeer person = stage.person();

    assertThat(Stage.type(person, "chardev-add help")).startsWith("file\r\nnull\r\n");
    assertThat(Stage.type(person, "chardev-change c0 pipe,help")).isEqualTo("  path=<string>\r\n");
  }
}
