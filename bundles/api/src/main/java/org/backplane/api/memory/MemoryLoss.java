package org.backplane.api.memory;

/**
 * Memory that a host took away under its user.
 *
 * @param offsetBytes where the first page was missed, from the start of the block
 * @param reason what is known of the cause, for an operator
 */
public record MemoryLoss(long offsetBytes, String reason) {}
