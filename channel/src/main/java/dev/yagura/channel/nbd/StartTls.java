package dev.yagura.channel.nbd;

import static dev.yagura.channel.nbd.Nbd.IHAVEOPT;
import static dev.yagura.channel.nbd.Nbd.NBDMAGIC;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.channel.transport.TlsChannel;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * The start of every connection, in the clear: NBD's greeting and {@code NBD_OPT_STARTTLS}.
 *
 * <p>The server says nothing about its exports and answers every other option by {@code
 * NBD_REP_ERR_TLS_REQD}; the client sends nothing else and gives up if TLS is refused. What was
 * said in the clear has no effect on what follows under TLS.
 */
public final class StartTls {
    /** Options before TLS, for clients that try others first. */
    private static final int MAX_PLAIN_OPTIONS = 8;

    /** Data of an option before TLS; it is thrown away. */
    private static final int MAX_PLAIN_OPTION_BYTES = 8192;

    private static final Field GREETING_MAGIC = new Field("NBDMAGIC", 0, 8);
    private static final Field GREETING_OPTION_MAGIC = new Field("IHAVEOPT", 8, 8);
    private static final Field GREETING_FLAGS = new Field("handshake flags", 16, 2);
    private static final Field CLIENT_FLAGS = new Field("client flags", 0, 4);
    static final int GREETING_BYTES = 18;
    private static final byte[] NO_DATA = {};

    private final PlainChannel plain;
    private final Deadline deadline;

    private StartTls(PlainChannel plain, Deadline deadline) {
        this.plain = plain;
        this.deadline = deadline;
    }

    /**
     * What a server knows when TLS has begun.
     *
     * @param channel the protected channel
     * @param zeroes whether the client wants the 124 zeroes that follow {@code NBD_OPT_EXPORT_NAME}
     */
    public record Accepted(TlsChannel channel, boolean zeroes) {}

    /**
     * Greets a client and waits until it has asked for TLS; then performs the handshake. On failure
     * the connection is closed.
     *
     * @param plain connected socket, owned by the result from here on
     * @param context keys, and the trust manager that appraises the client
     * @param protocols application protocols under TLS, best first; a client may also name none
     * @throws ChannelException if the client wants no TLS, breaks the protocol or cannot be trusted
     */
    public static Accepted accept(
            PlainChannel plain, SSLContext context, List<String> protocols, Deadline deadline)
            throws ChannelException {
        boolean zeroes;
        try {
            zeroes = new StartTls(plain, deadline).greetClient();
        } catch (MalformedStructureException e) {
            plain.close();
            throw new ChannelException(Reason.PROTOCOL, plain.peer() + ": " + e.getMessage(), e);
        } catch (ChannelException e) {
            plain.close();
            throw e;
        }
        return new Accepted(TlsChannel.server(plain, context, protocols, deadline), zeroes);
    }

    /**
     * Asks a server for TLS, and for nothing before it has begun; then performs the handshake. On
     * failure the connection is closed.
     *
     * @param plain connected socket, owned by the result from here on
     * @param context keys, and the trust manager that appraises the server
     * @param protocol application protocol under TLS
     * @throws ChannelException if the server offers no TLS, breaks the protocol or cannot be
     *     trusted
     */
    public static TlsChannel connect(
            PlainChannel plain, SSLContext context, String protocol, Deadline deadline)
            throws ChannelException {
        try {
            new StartTls(plain, deadline).greetServer();
        } catch (MalformedStructureException e) {
            plain.close();
            throw new ChannelException(Reason.PROTOCOL, plain.peer() + ": " + e.getMessage(), e);
        } catch (ChannelException e) {
            plain.close();
            throw e;
        }
        return TlsChannel.client(plain, context, protocol, deadline);
    }

    private boolean greetClient() throws ChannelException, MalformedStructureException {
        ByteBuffer greeting = ByteBuffer.allocate(GREETING_BYTES);
        greeting.putLong(NBDMAGIC).putLong(IHAVEOPT);
        greeting.putShort((short) (Nbd.FLAG_FIXED_NEWSTYLE | Nbd.FLAG_NO_ZEROES));
        plain.write(greeting.flip(), deadline);
        boolean noZeroes = clientFlags(read(4));
        for (int count = 0; count < MAX_PLAIN_OPTIONS; count++) {
            OptionHeader header = OptionHeader.parse(read(OptionHeader.BYTES));
            if (header.length() > MAX_PLAIN_OPTION_BYTES) {
                break;
            }
            read((int) header.length());
            switch (header.option()) {
                case Nbd.OPT_STARTTLS -> {
                    if (header.length() == 0) {
                        reply(header.option(), Nbd.REP_ACK);
                        return !noZeroes;
                    }
                    reply(header.option(), Nbd.REP_ERR_INVALID);
                }
                case Nbd.OPT_EXPORT_NAME -> {
                    // This option has no reply that refuses it: only the end of the connection.
                    throw noTls("asked for an export without TLS");
                }
                case Nbd.OPT_ABORT -> {
                    reply(header.option(), Nbd.REP_ACK);
                    throw noTls("left before TLS began");
                }
                default -> reply(header.option(), Nbd.REP_ERR_TLS_REQD);
            }
        }
        throw noTls("asked for other things than TLS, expected NBD_OPT_STARTTLS");
    }

    /**
     * Reads the flags a client answers the greeting with.
     *
     * @return whether it does without the zeroes of {@code NBD_OPT_EXPORT_NAME}
     * @throws MalformedStructureException if flags are set that the server has not offered
     */
    public static boolean clientFlags(byte[] bytes) throws MalformedStructureException {
        Structure flags = Structure.of("NBD client", bytes);
        long value = flags.u32be(CLIENT_FLAGS);
        flags.requireRange(CLIENT_FLAGS, value, 1, Nbd.FLAG_FIXED_NEWSTYLE | Nbd.FLAG_NO_ZEROES);
        flags.requireRange(CLIENT_FLAGS, value & Nbd.FLAG_FIXED_NEWSTYLE, 1, 1);
        return (value & Nbd.FLAG_NO_ZEROES) != 0;
    }

    private void greetServer() throws ChannelException, MalformedStructureException {
        int flags = serverFlags(read(GREETING_BYTES));
        if (flags != (Nbd.FLAG_FIXED_NEWSTYLE | Nbd.FLAG_NO_ZEROES)) {
            // What comes before TLS is the same for everybody: another greeting is somebody else's.
            throw noTls("greets with NBD handshake flags 0x%x, expected 0x3".formatted(flags));
        }
        ByteBuffer out = answer(flags, Integer.BYTES + OptionHeader.BYTES);
        OptionHeader.put(out, Nbd.OPT_STARTTLS, NO_DATA);
        plain.write(out.flip(), deadline);
        OptionReply reply = OptionReply.parse(read(OptionReply.BYTES), Nbd.OPT_STARTTLS);
        if (reply.type() != Nbd.REP_ACK || reply.length() != 0) {
            throw noTls(
                    "refuses TLS by NBD option reply 0x%x, expected NBD_REP_ACK"
                            .formatted(reply.type()));
        }
    }

    /**
     * Reads the greeting of a server.
     *
     * @return its handshake flags
     * @throws MalformedStructureException if it is no fixed newstyle NBD server
     */
    public static int serverFlags(byte[] bytes) throws MalformedStructureException {
        Structure greeting = Structure.of("NBD greeting", bytes);
        requireMagic(greeting, GREETING_MAGIC, NBDMAGIC);
        requireMagic(greeting, GREETING_OPTION_MAGIC, IHAVEOPT);
        int flags = greeting.u16be(GREETING_FLAGS);
        // "The server MUST NOT set any other flags" (NBD's proto.md, "Handshake flags").
        greeting.requireRange(
                GREETING_FLAGS, flags, 1, Nbd.FLAG_FIXED_NEWSTYLE | Nbd.FLAG_NO_ZEROES);
        greeting.requireRange(GREETING_FLAGS, flags & Nbd.FLAG_FIXED_NEWSTYLE, 1, 1);
        return flags;
    }

    /** Returns a buffer that begins with the client flags by which a greeting is answered. */
    static ByteBuffer answer(int serverFlags, int capacityBytes) {
        return ByteBuffer.allocate(capacityBytes)
                .putInt(Nbd.FLAG_FIXED_NEWSTYLE | (serverFlags & Nbd.FLAG_NO_ZEROES));
    }

    private static void requireMagic(Structure structure, Field field, long expected)
            throws MalformedStructureException {
        long found = structure.u64be(field);
        if (found != expected) {
            throw structure.malformed(
                    MalformedStructureException.Reason.BAD_MAGIC,
                    field,
                    "is 0x%x, expected 0x%x".formatted(found, expected));
        }
    }

    private byte[] read(int length) throws ChannelException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        plain.readFully(bytes, deadline);
        return bytes.array();
    }

    private void reply(int option, int type) throws ChannelException {
        ByteBuffer out = ByteBuffer.allocate(OptionReply.BYTES);
        OptionReply.put(out, option, type, NO_DATA);
        plain.write(out.flip(), deadline);
    }

    private ChannelException noTls(String what) {
        return new ChannelException(Reason.TLS_REFUSED, plain.peer() + ": " + what);
    }
}
