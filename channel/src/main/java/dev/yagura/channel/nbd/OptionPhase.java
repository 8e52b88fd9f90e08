package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.TlsChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server's half of the negotiation under TLS, until the client has chosen an export. */
final class OptionPhase {
    private static final byte[] NO_DATA = {};
    private static final int ZEROES_AFTER_EXPORT = 124;
    private static final int PREFERRED_BLOCK_BYTES = 1 << 16;

    private final TlsChannel channel;
    private final NbdExports exports;
    private final boolean zeroes;
    private final Deadline deadline;
    private boolean structuredReplies;
    private @Nullable String allocationOf;

    OptionPhase(TlsChannel channel, NbdExports exports, boolean zeroes, Deadline deadline) {
        this.channel = channel;
        this.exports = exports;
        this.zeroes = zeroes;
        this.deadline = deadline;
    }

    /** What the client has chosen. */
    record Chosen(NbdExport export, boolean structuredReplies, boolean allocation) {}

    /** Answers options until the client has chosen an export, or leaves. */
    Optional<Chosen> negotiate() throws ChannelException, MalformedStructureException {
        for (int count = 0; count < NbdLimits.MAX_OPTIONS; count++) {
            OptionHeader header = OptionHeader.parse(read(OptionHeader.BYTES));
            int option = header.option();
            if (header.length() > NbdLimits.MAX_OPTION_BYTES) {
                reply(option, Nbd.REP_ERR_TOO_BIG, text("at most 32768 bytes"));
                channel.closeAfterPeer();
                throw broken(
                        "option data of %d bytes, expected at most %d"
                                .formatted(header.length(), NbdLimits.MAX_OPTION_BYTES));
            }
            byte[] data = read((int) header.length());
            switch (option) {
                case Nbd.OPT_EXPORT_NAME -> {
                    return Optional.of(byName(new String(data, StandardCharsets.UTF_8)));
                }
                case Nbd.OPT_ABORT -> {
                    reply(option, Nbd.REP_ACK, NO_DATA);
                    channel.closeAfterPeer();
                    return Optional.empty();
                }
                case Nbd.OPT_GO, Nbd.OPT_INFO -> {
                    Optional<Chosen> chosen = info(option, data);
                    if (chosen.isPresent()) {
                        return chosen;
                    }
                }
                case Nbd.OPT_LIST -> list(data);
                case Nbd.OPT_STRUCTURED_REPLY -> structuredReply(data);
                case Nbd.OPT_LIST_META_CONTEXT, Nbd.OPT_SET_META_CONTEXT ->
                        metaContext(option, data);
                case Nbd.OPT_STARTTLS -> refuse(option, "TLS has begun already");
                default -> reply(option, Nbd.REP_ERR_UNSUP, NO_DATA);
            }
        }
        throw broken("more than %d options".formatted(NbdLimits.MAX_OPTIONS));
    }

    private Chosen chosen(NbdExport export, String name) {
        return new Chosen(export, structuredReplies, name.equals(allocationOf));
    }

    /** The old way to choose an export, which has no reply that refuses. */
    private Chosen byName(String name) throws ChannelException {
        NbdExport export;
        try {
            export = exports.open(name).orElseThrow(() -> broken("there is no export " + name));
        } catch (ChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new ChannelException(
                    Reason.REMOTE_FAILURE, channel.peer() + ": " + e.getMessage(), e);
        }
        ByteBuffer out = ByteBuffer.allocate(10 + ZEROES_AFTER_EXPORT);
        out.putLong(export.content().sizeBytes()).putShort((short) transmissionFlags());
        if (zeroes) {
            out.put(new byte[ZEROES_AFTER_EXPORT]);
        }
        channel.write(out.flip(), deadline);
        return chosen(export, name);
    }

    /** Describes an export; returns it open if the client chose it and it is there. */
    private Optional<Chosen> info(int option, byte[] data) throws ChannelException {
        InfoRequest request;
        try {
            request = InfoRequest.parse(data);
        } catch (MalformedStructureException e) {
            refuse(option, e.getMessage());
            return Optional.empty();
        }
        try {
            Optional<NbdExport> export = exports.open(request.export());
            if (export.isEmpty()) {
                reply(option, Nbd.REP_ERR_UNKNOWN, text("no export of that name"));
                return Optional.empty();
            }
            return describe(option, request, export.get());
        } catch (ChannelException e) {
            throw e;
        } catch (IOException e) {
            reply(option, Nbd.REP_ERR_PLATFORM, text(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Chosen> describe(int option, InfoRequest request, NbdExport export)
            throws IOException {
        boolean keep = false;
        try {
            describe(option, export, request);
            keep = option == Nbd.OPT_GO;
            return keep ? Optional.of(chosen(export, request.export())) : Optional.empty();
        } finally {
            if (!keep) {
                export.close();
            }
        }
    }

    private void describe(int option, NbdExport export, InfoRequest request)
            throws ChannelException {
        ExportInfo info = new ExportInfo(export.content().sizeBytes(), transmissionFlags());
        reply(option, Nbd.REP_INFO, info.encode());
        for (int kind : request.kinds().stream().distinct().toList()) {
            switch (kind) {
                case Nbd.INFO_NAME -> reply(option, Nbd.REP_INFO, info(kind, request.export()));
                case Nbd.INFO_DESCRIPTION ->
                        reply(option, Nbd.REP_INFO, info(kind, export.description()));
                case Nbd.INFO_BLOCK_SIZE -> reply(option, Nbd.REP_INFO, blockSizes());
                default -> {} // sent in any case, or unknown: the protocol wants that ignored
            }
        }
        reply(option, Nbd.REP_ACK, NO_DATA);
    }

    private static byte[] info(int kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(2 + bytes.length);
        return out.putShort((short) kind).put(bytes).array();
    }

    private static byte[] blockSizes() {
        ByteBuffer out = ByteBuffer.allocate(14).putShort((short) Nbd.INFO_BLOCK_SIZE);
        return out.putInt(1).putInt(PREFERRED_BLOCK_BYTES).putInt(NbdLimits.MAX_READ_BYTES).array();
    }

    private int transmissionFlags() {
        int flags = Nbd.FLAG_HAS_FLAGS | Nbd.FLAG_READ_ONLY | Nbd.FLAG_CAN_MULTI_CONN;
        return structuredReplies ? flags | Nbd.FLAG_SEND_DF : flags;
    }

    private void list(byte[] data) throws ChannelException {
        if (data.length != 0) {
            refuse(Nbd.OPT_LIST, "carries data, expected none");
            return;
        }
        List<String> names;
        try {
            names = exports.names();
        } catch (IOException e) {
            reply(Nbd.OPT_LIST, Nbd.REP_ERR_PLATFORM, text(e.getMessage()));
            return;
        }
        for (String name : names) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            ByteBuffer out = ByteBuffer.allocate(4 + bytes.length);
            reply(Nbd.OPT_LIST, Nbd.REP_SERVER, out.putInt(bytes.length).put(bytes).array());
        }
        reply(Nbd.OPT_LIST, Nbd.REP_ACK, NO_DATA);
    }

    private void structuredReply(byte[] data) throws ChannelException {
        if (data.length != 0) {
            refuse(Nbd.OPT_STRUCTURED_REPLY, "carries data, expected none");
            return;
        }
        structuredReplies = true;
        reply(Nbd.OPT_STRUCTURED_REPLY, Nbd.REP_ACK, NO_DATA);
    }

    private void metaContext(int option, byte[] data) throws ChannelException {
        if (!structuredReplies) {
            refuse(option, "needs structured replies");
            return;
        }
        MetaContextRequest request;
        try {
            request = MetaContextRequest.parse(data);
        } catch (MalformedStructureException e) {
            refuse(option, e.getMessage());
            return;
        }
        boolean set = option == Nbd.OPT_SET_META_CONTEXT;
        List<String> queries = request.queries();
        boolean wanted = queries.contains(Nbd.BASE_ALLOCATION);
        if (!set) {
            wanted = wanted || queries.isEmpty() || queries.contains("base:");
        } else {
            allocationOf = wanted ? request.export() : null;
        }
        if (wanted) {
            byte[] name = Nbd.BASE_ALLOCATION.getBytes(StandardCharsets.UTF_8);
            ByteBuffer out = ByteBuffer.allocate(4 + name.length);
            out.putInt(set ? Nbd.BASE_ALLOCATION_ID : 0).put(name);
            reply(option, Nbd.REP_META_CONTEXT, out.array());
        }
        reply(option, Nbd.REP_ACK, NO_DATA);
    }

    private void refuse(int option, @Nullable String why) throws ChannelException {
        reply(option, Nbd.REP_ERR_INVALID, text(why));
    }

    private static byte[] text(@Nullable String message) {
        return new ErrorChunk(Nbd.EIO, String.valueOf(message))
                .message()
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] read(int length) throws ChannelException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        channel.readFully(bytes, deadline);
        return bytes.array();
    }

    private void reply(int option, int type, byte[] data) throws ChannelException {
        ByteBuffer out = ByteBuffer.allocate(OptionReply.BYTES + data.length);
        OptionReply.put(out, option, type, data);
        channel.write(out.flip(), deadline);
    }

    private ChannelException broken(String what) {
        return new ChannelException(Reason.PROTOCOL, channel.peer() + ": NBD option: " + what);
    }
}
