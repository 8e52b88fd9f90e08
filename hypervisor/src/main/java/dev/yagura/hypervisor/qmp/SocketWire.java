package dev.yagura.hypervisor.qmp;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.hypervisor.qmp.QmpException.Reason;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** QMP over QEMU's own socket: a greeting, a negotiation, then answers with events in between. */
final class SocketWire implements QmpWire {
    private static final int MAX_LINE_BYTES = Json.MAX_CHARS;

    private final Path socket;
    private final LineChannel lines;
    private long lastId;
    private boolean resumed;

    private SocketWire(Path socket, LineChannel lines) {
        this.socket = socket;
        this.lines = lines;
    }

    /** Connects and negotiates. */
    static SocketWire connect(Path socket, Deadline deadline) throws QmpException {
        LineChannel lines = LineChannel.connect(socket, deadline, MAX_LINE_BYTES);
        SocketWire wire = new SocketWire(socket, lines);
        boolean done = false;
        try {
            if (!(wire.receive(deadline).get("QMP") instanceof Map)) {
                throw wire.malformed("greeting has no member QMP");
            }
            if (!wire.call("qmp_capabilities", Map.of(), deadline).containsKey("return")) {
                throw wire.malformed("qmp_capabilities was refused");
            }
            done = true;
            return wire;
        } finally {
            if (!done) {
                wire.close();
            }
        }
    }

    @Override
    public Map<String, @Nullable Object> call(
            String command, Map<String, ?> arguments, Deadline deadline) throws QmpException {
        long id = ++lastId;
        lines.send(
                Json.write(Map.of("execute", command, "arguments", arguments, "id", id)), deadline);
        while (true) {
            Map<String, @Nullable Object> message = receive(deadline);
            if (message.containsKey("event")) {
                resumed |= "RESUME".equals(message.get("event"));
            } else if (!Long.valueOf(id).equals(message.get("id"))) {
                throw malformed("answer has id %s, expected %d".formatted(message.get("id"), id));
            } else {
                return message;
            }
        }
    }

    @Override
    public boolean takeResumed() {
        boolean seen = resumed;
        resumed = false;
        return seen;
    }

    private Map<String, @Nullable Object> receive(Deadline deadline) throws QmpException {
        String line = lines.receive(deadline);
        try {
            return Json.object("qmp message", line);
        } catch (MalformedStructureException e) {
            throw new QmpException(
                    Reason.MALFORMED, "qmp: %s: %s".formatted(socket, e.getMessage()), e);
        }
    }

    private QmpException malformed(String detail) {
        return new QmpException(Reason.MALFORMED, "qmp: %s: %s".formatted(socket, detail), null);
    }

    @Override
    public void close() {
        lines.close();
    }
}
