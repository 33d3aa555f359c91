package org.backplane.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** What a file is, whatever its name; a symbolic link stands for itself. */
record FileIdentity(Map<String, Object> deviceAndInode) {

  static FileIdentity of(Path path) throws IOException {
    return new FileIdentity(Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS));
  }
}
