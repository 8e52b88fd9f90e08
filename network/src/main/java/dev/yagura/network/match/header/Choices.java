package dev.yagura.network.match.header;

import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.rules.RuleHeader;
import dev.yagura.network.rules.Selection;
import java.util.HashMap;
import java.util.Map;

/** Makes matchers of headers; rules with the same addresses or ports have them in common. */
public final class Choices {
    private final Map<Selection<IpAddress>, Choice<IpAddress>> addresses = new HashMap<>();
    private final Map<Selection<Integer>, Choice<Integer>> ports = new HashMap<>();

    /** Makes a maker without any. */
    public Choices() {}

    /** Returns the matcher of a header. */
    public HeaderMatcher matcher(RuleHeader header) {
        return new HeaderMatcher(
                header.protocol(),
                end(header.source()),
                end(header.destination()),
                header.bothWays());
    }

    private HeaderMatcher.End end(RuleHeader.End end) {
        return new HeaderMatcher.End(
                addresses.computeIfAbsent(end.addresses(), Choice::new),
                ports.computeIfAbsent(end.ports(), Choice::new));
    }
}
