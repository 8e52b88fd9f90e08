package dev.yagura.bpf.object;

/**
 * Where in the source an instruction, and those behind it, come from.
 *
 * @param section the section of the instruction
 * @param instruction its number within the section
 * @param line from 1
 */
public record LineRecord(String section, int instruction, String file, int line) {}
