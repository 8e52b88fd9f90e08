package dev.yagura.network.capture;

import static java.util.Objects.requireNonNull;

/**
 * An interface that frames were captured on.
 *
 * @param index counts the interfaces of all sections of the capture, from 0
 * @param name as the capture has it; empty where it has none
 * @param linkType what frames start with: a {@code LINKTYPE_} number of the tcpdump group's list
 * @param snapLengthBytes longest part of a frame that was to be captured; 0 for all of it
 */
public record CaptureInterface(int index, String name, int linkType, long snapLengthBytes) {
    /** Requires a name. */
    public CaptureInterface {
        requireNonNull(name, "name");
    }
}
