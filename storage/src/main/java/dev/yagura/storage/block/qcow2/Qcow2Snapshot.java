package dev.yagura.storage.block.qcow2;

import java.time.Instant;

/**
 * An internal snapshot: a state of the disk that is kept in the same image. It is listed, not read.
 *
 * @param id what QEMU calls it by; hostile
 * @param name what a person called it; hostile
 * @param taken when, by the clock of the host
 * @param vmStateBytes size of the guest's memory and devices with it; 0 if the guest was off
 */
public record Qcow2Snapshot(String id, String name, Instant taken, long vmStateBytes) {}
