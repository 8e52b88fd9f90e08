package dev.yagura.channel.control;

import static dev.yagura.channel.agent.DiskDescription.MAX_DISKS;
import static dev.yagura.channel.agent.DiskDescription.MAX_NODE_CHARS;
import static dev.yagura.channel.agent.DiskDescription.MAX_REASON_CHARS;
import static dev.yagura.channel.agent.DiskDescription.MAX_TEXT_CHARS;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.agent.DiskDescription;

/** A disk's description as JSON. */
final class DiskJson {
    private DiskJson() {}

    static DiskDescription read(JsonObject in) throws MalformedStructureException {
        DiskDescription disk =
                new DiskDescription(
                        (int) in.number("number", 0, MAX_DISKS - 1L),
                        in.text("device", MAX_TEXT_CHARS),
                        in.text("node", MAX_NODE_CHARS),
                        in.text("format", MAX_TEXT_CHARS),
                        in.number("sizeBytes", 0, Long.MAX_VALUE),
                        in.number("guestBytes", 0, Long.MAX_VALUE),
                        in.bool("encrypted"),
                        in.bool("readOnly"),
                        in.constant("state", DiskDescription.State.class),
                        in.text("reason", MAX_REASON_CHARS));
        in.end();
        return disk;
    }

    static void write(JsonWriter out, DiskDescription disk) {
        out.number("number", disk.number())
                .text("device", disk.device())
                .text("node", disk.node())
                .text("format", disk.format())
                .number("sizeBytes", disk.sizeBytes())
                .number("guestBytes", disk.guestBytes())
                .bool("encrypted", disk.encrypted())
                .bool("readOnly", disk.readOnly())
                .constant("state", disk.state())
                .text("reason", disk.reason());
    }
}
