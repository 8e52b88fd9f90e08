package dev.yagura.network.match.state;

import dev.yagura.network.flow.Flow;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.rules.Condition.Track;
import java.util.List;

/**
 * What a rule matched in, as far as bits and counts belong to it.
 *
 * @param source the sender
 * @param destination the receiver
 * @param flow that both belong to
 */
public record Subject(IpAddress source, IpAddress destination, Flow flow) {
    /** Returns whom a bit or a count belongs to; equal for the same. */
    Object owner(Track track) {
        return switch (track) {
            case SOURCE -> source;
            case DESTINATION -> destination;
            case PAIR ->
                    source.compareTo(destination) <= 0
                            ? List.of(source, destination)
                            : List.of(destination, source);
            case RULE -> track;
            case FLOW -> flow.number();
        };
    }
}
