package org.backplane.api.job;

/** Where a job is in its life. */
public enum JobStatus {
  RUNNING("running"),
  /** It was called off and is about to end. */
  ABORTING("aborting"),
  /** It has ended; it is listed no longer. */
  CONCLUDED("concluded");

  private final String wireName;

  JobStatus(String wireName) {
    this.wireName = wireName;
  }

  /** The name on the wire. */
  public String wireName() {
    return wireName;
  }
}
