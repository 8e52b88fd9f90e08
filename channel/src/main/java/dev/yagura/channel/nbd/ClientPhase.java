package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.Printable;
import dev.yagura.channel.transport.ByteStream;
import dev.yagura.channel.transport.Deadline;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client's half of the negotiation: structured replies, then one export. */
final class ClientPhase {
    private static final int MAX_REPLIES = 16;
    private static final int WANTED_FLAGS = Nbd.FLAG_HAS_FLAGS | Nbd.FLAG_READ_ONLY;

    private final ByteStream channel;
    private final Deadline deadline;

    ClientPhase(ByteStream channel, Deadline deadline) {
        this.channel = channel;
        this.deadline = deadline;
    }

    /** What the server says about the export. */
    record Export(long size, String description) {}

    /** Chooses an export. */
    Export go(String name) throws ChannelException, MalformedStructureException {
        List<Integer> kinds = List.of(Nbd.INFO_DESCRIPTION);
        byte[] request = new InfoRequest(name, kinds).encode();
        ByteBuffer out = ByteBuffer.allocate(2 * OptionHeader.BYTES + request.length);
        OptionHeader.put(out, Nbd.OPT_STRUCTURED_REPLY, new byte[0]);
        OptionHeader.put(out, Nbd.OPT_GO, request);
        channel.write(out.flip(), deadline);
        try {
            channel.flush(deadline);
        } catch (ChannelException e) {
            throw channel.explain(e);
        }

        OptionReply structured = OptionReply.parse(read(20), Nbd.OPT_STRUCTURED_REPLY);
        byte[] text = read(structured.length());
        if (structured.type() != Nbd.REP_ACK) {
            throw refused(Nbd.OPT_STRUCTURED_REPLY, structured, text);
        }
        ExportInfo info = null;
        String description = "";
        for (int count = 0; count < MAX_REPLIES; count++) {
            OptionReply reply = OptionReply.parse(read(OptionReply.BYTES), Nbd.OPT_GO);
            byte[] data = read(reply.length());
            if (reply.type() == Nbd.REP_ACK) {
                return new Export(checked(name, info).size(), description);
            }
            if (reply.type() != Nbd.REP_INFO) {
                throw refused(Nbd.OPT_GO, reply, data);
            }
            Fields fields = new Fields("NBD_REP_INFO", data);
            switch (fields.u16("information type")) {
                case Nbd.INFO_EXPORT -> info = ExportInfo.parse(data);
                case Nbd.INFO_DESCRIPTION -> description = fields.rest("description");
                default -> {} // what was not asked for may be sent, and is ignored
            }
        }
        throw new ChannelException(
                Reason.PROTOCOL,
                "%s: NBD_OPT_GO has more than %d replies, expected NBD_REP_ACK"
                        .formatted(channel.peer(), MAX_REPLIES));
    }

    private ExportInfo checked(String name, @Nullable ExportInfo info) throws ChannelException {
        if (info == null) {
            throw new ChannelException(
                    Reason.PROTOCOL,
                    channel.peer() + ": NBD_OPT_GO has no NBD_INFO_EXPORT, expected one");
        }
        if ((info.flags() & WANTED_FLAGS) != WANTED_FLAGS) {
            throw new ChannelException(
                    Reason.PROTOCOL,
                    "%s: transmission flags of export %s are 0x%x, expected a read-only one"
                            .formatted(channel.peer(), name, info.flags()));
        }
        return info;
    }

    private ChannelException refused(int option, OptionReply reply, byte[] data)
            throws MalformedStructureException {
        Reason reason =
                switch (reply.type()) {
                    case Nbd.REP_ERR_UNKNOWN -> Reason.NO_SUCH_GUEST;
                    case Nbd.REP_ERR_POLICY -> Reason.NOT_PERMITTED;
                    default -> reply.isError() ? Reason.REMOTE_FAILURE : Reason.PROTOCOL;
                };
        String text = new Fields("NBD option reply", data).rest("message");
        return new ChannelException(
                reason,
                "%s: answers NBD option %d by 0x%x%s"
                        .formatted(
                                channel.peer(),
                                option,
                                reply.type(),
                                text.isEmpty() ? "" : ": " + Printable.of(text)));
    }

    private byte[] read(int length) throws ChannelException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        channel.readFully(bytes, deadline);
        return bytes.array();
    }
}
