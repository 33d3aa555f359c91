package org.backplane.api.job;

import java.time.Instant;
import org.backplane.api.object.ObjectPath;

/**
 * A piece of long work at one moment.
 *
 * @param id unique among the jobs under way, such as {@code preallocate-m0}; a later job of the
 *     same kind and object gets another, such as {@code preallocate-m0-2}
 * @param type what kind of work it is, such as {@code preallocate}
 * @param object whose work it is
 * @param status where it is
 * @param done how much is done, in the unit of {@code total}; for memory that is bytes
 * @param total how much there is to do, 1 or more
 * @param since when it began
 */
public record Job(
    String id,
    String type,
    ObjectPath object,
    JobStatus status,
    long done,
    long total,
    Instant since) {}
