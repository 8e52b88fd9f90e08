package dev.yagura.channel.nbd;

/**
 * A stretch of an export that is all data or all hole.
 *
 * @param end one past its last byte
 * @param hole whether it reads as zeroes without being read
 */
public record Extent(long end, boolean hole) {}
