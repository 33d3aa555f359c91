package org.backplane.monitor.editor;

/** A key that a person pressed. */
sealed interface Key {

  /** A character; never a control character. */
  record Typed(int codePoint) implements Key {}

  /** A key that does something. */
  enum Action implements Key {
    ENTER,
    LEFT,
    RIGHT,
    WORD_LEFT,
    WORD_RIGHT,
    HOME,
    END,
    RUB_OUT,
    DELETE,
    KILL_TO_START,
    KILL_TO_END,
    KILL_WORD_BEFORE,
    KILL_WORD_AFTER,
    YANK,
    OLDER,
    NEWER,
    SEARCH,
    CANCEL,
    COMPLETE,
    CLEAR_SCREEN
  }
}
