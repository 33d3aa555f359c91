package org.backplane.qtest;

import java.io.IOException;

/** What a test program is told. */
interface Talk {

  /** Tells a line, after the news of interrupt lines that came before it. */
  void line(String line) throws IOException, InterruptedException;

  /** Tells a part of a line. Its first part comes after the news; nothing else until its last. */
  void part(String text, boolean last) throws IOException, InterruptedException;
}
