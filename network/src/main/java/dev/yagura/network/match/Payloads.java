package dev.yagura.network.match;

import dev.yagura.network.rules.Buffer;
import dev.yagura.network.rules.BufferCondition.Where;
import java.util.List;

/** What payloads are called. */
final class Payloads {
    /** The payload of a packet, or of what was put together of some. */
    static final Where PAYLOAD = new Where(Buffer.PAYLOAD, List.of());

    private Payloads() {}
}
