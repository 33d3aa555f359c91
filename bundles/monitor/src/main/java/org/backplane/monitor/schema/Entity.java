package org.backplane.monitor.schema;

import static org.backplane.monitor.schema.Form.TEXT;

import java.util.List;
import java.util.Optional;
import org.backplane.json.JsonNull;

/** An entry of a schema. Types are referred to by name. */
sealed interface Entity {

  /** How the entries of a schema are told, which is itself part of the schema. */
  Form<List<Entity>> FORM =
      UnionForm.<Entity>by("meta-type", ObjectForm.<Entity>empty().text("name", Entity::name))
          .when("command", Command.class, Command.FORM)
          .when("event", Event.class, Event.FORM)
          .when("object", Members.class, Members.FORM)
          .when("enum", Choice.class, Choice.FORM)
          .when("array", Array.class, Array.FORM)
          .when("alternate", Alternate.class, Alternate.FORM)
          .when("builtin", Plain.class, Plain.FORM)
          .list();

  String name();

  record Command(
      String name, String argument, String result, boolean outOfBand, List<String> features)
      implements Entity {
    static final ObjectForm<Command> FORM =
        ObjectForm.<Command>empty()
            .text("arg-type", Command::argument)
            .text("ret-type", Command::result)
            .maybe("allow-oob", Form.BOOL, c -> Optional.of(true).filter(_ -> c.outOfBand()))
            .maybe(
                "features",
                TEXT.list(),
                c -> Optional.of(c.features()).filter(list -> !list.isEmpty()));
  }

  record Event(String name, String data) implements Entity {
    static final ObjectForm<Event> FORM = ObjectForm.<Event>empty().text("arg-type", Event::data);
  }

  /** A member of an object, which may have a default that nobody tells. */
  record Member(String name, String type, boolean optional) {
    static final Form<Member> FORM =
        ObjectForm.<Member>empty()
            .text("name", Member::name)
            .text("type", Member::type)
            .maybe(
                "default",
                Form.ANY,
                m -> Optional.<Object>of(JsonNull.NULL).filter(_ -> m.optional()));
  }

  /** Further members of an object, by a word in it. */
  record Variant(String word, String type) {
    static final Form<Variant> FORM =
        ObjectForm.<Variant>empty().text("case", Variant::word).text("type", Variant::type);
  }

  /** An object; with variants if it has a tag. */
  record Members(String name, List<Member> members, Optional<String> tag, List<Variant> variants)
      implements Entity {
    static final ObjectForm<Members> FORM =
        ObjectForm.<Members>empty()
            .with("members", Member.FORM.list(), Members::members)
            .maybe("tag", TEXT, Members::tag)
            .maybe("variants", Variant.FORM.list(), m -> m.tag().map(_ -> m.variants()));
  }

  record Choice(String name, List<String> words) implements Entity {
    private static final Form<String> WORD = ObjectForm.<String>empty().text("name", word -> word);

    /** Both ways of telling the words: clients of some age know only the second. */
    static final ObjectForm<Choice> FORM =
        ObjectForm.<Choice>empty()
            .with("members", WORD.list(), Choice::words)
            .with("values", TEXT.list(), Choice::words);
  }

  record Array(String name, String element) implements Entity {
    static final ObjectForm<Array> FORM =
        ObjectForm.<Array>empty().text("element-type", Array::element);
  }

  record Alternate(String name, List<String> types) implements Entity {
    private static final Form<String> TYPE = ObjectForm.<String>empty().text("type", type -> type);

    static final ObjectForm<Alternate> FORM =
        ObjectForm.<Alternate>empty().with("members", TYPE.list(), Alternate::types);
  }

  record Plain(String name, String jsonType) implements Entity {
    static final ObjectForm<Plain> FORM =
        ObjectForm.<Plain>empty()
            .with(
                "json-type",
                Form.words(
                    "string", "number", "int", "boolean", "null", "object", "array", "value"),
                Plain::jsonType);
  }
}
