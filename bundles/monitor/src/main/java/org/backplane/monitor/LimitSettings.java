package org.backplane.monitor;

import org.backplane.monitor.session.Limits;

/** What configuration says of the limits; see {@link Limits} for what each means. */
@interface LimitSettings {

  int clients() default 16;

  int freeBytes() default 65536;

  /** 0 for a quarter of the heap. */
  long sharedBytes() default 0;

  int requests() default 8;

  long requestBytes() default 4194304;

  int replies() default 16;

  long replyBytes() default 1048576;

  int events() default 256;
}
