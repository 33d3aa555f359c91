package org.backplane.chardev;

import java.util.Optional;

/**
 * What protects a socket device's connections.
 *
 * @param credentials id of the certificates
 * @param authorizer id of the list of clients that may come in
 */
record TlsOptions(String credentials, Optional<String> authorizer) {}
