package org.backplane.api.type;

/** When a property may be set. */
public enum Change {
  /** Never: it only reads back. */
  NEVER,
  /** With the definition, not afterwards. */
  AT_CREATION,
  /** At any time; the live object is told. */
  ANY_TIME
}
