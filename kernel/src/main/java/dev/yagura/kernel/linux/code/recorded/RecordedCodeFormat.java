package dev.yagura.kernel.linux.code.recorded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Kind;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Origin;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Owner;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Piece;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Recorded code as bytes: {@value #MAGIC}, then, deflated (RFC 1950), the components of {@link
 * RecordedCode} in their order, as {@link DataOutputStream} writes them, each list behind its
 * length. See {@code docs/baselines.md}.
 */
public final class RecordedCodeFormat {
    private static final String MAGIC = "yagura-code 1\n";
    private static final String STRUCTURE = "recorded code";

    /** The kernel and its modules; a busy machine has some two hundred loaded. */
    private static final int MAX_OWNERS = 1 << 12;

    /** Parts or pieces of one owner: modules have sections by the dozen. */
    private static final int MAX_PARTS = 1 << 12;

    /** Probes, and constants. */
    private static final int MAX_PLACES = 1 << 16;

    /** All pieces together; those of a kernel with everything built in have 64 MiB. */
    static final int MAX_BYTES = 192 << 20;

    private RecordedCodeFormat() {}

    /** Writes. */
    public static byte[] write(RecordedCode code) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(MAGIC.getBytes(US_ASCII));
        Deflater fast = new Deflater(Deflater.BEST_SPEED); // somebody's VM may stand still
        try (DataOutputStream out =
                new DataOutputStream(new DeflaterOutputStream(bytes, fast, 1 << 16))) {
            write(code, out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all bytes", e);
        } finally {
            fast.end();
        }
        return bytes.toByteArray();
    }

    private static void write(RecordedCode code, DataOutputStream out) throws IOException {
        out.writeUTF(code.origin().banner());
        out.writeUTF(code.origin().buildId());
        out.writeUTF(code.origin().features());
        out.writeInt(code.constants().size());
        for (Map.Entry<String, Long> constant : new TreeMap<>(code.constants()).entrySet()) {
            out.writeUTF(constant.getKey());
            out.writeLong(constant.getValue());
        }
        out.writeInt(code.probed().size());
        for (long probed : code.probed()) {
            out.writeLong(probed);
        }
        out.writeInt(code.owners().size());
        for (Owner owner : code.owners()) {
            out.writeUTF(owner.module().orElse(""));
            out.writeUTF(owner.buildId());
            out.writeInt(owner.parts().size());
            for (GvaRange part : owner.parts()) {
                out.writeLong(part.start());
                out.writeLong(part.lengthBytes());
            }
            out.writeLong(owner.perCpu().start());
            out.writeLong(owner.perCpu().lengthBytes());
            out.writeInt(owner.pieces().size());
            for (Piece piece : owner.pieces()) {
                out.writeUTF(piece.name());
                out.writeUTF(piece.kind().name());
                out.writeLong(piece.gva());
                byte[] bytes = new byte[piece.bytes().limit()];
                piece.bytes().get(0, bytes);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
        }
        out.writeInt(code.missing().size());
        for (Partial.Missing missing : code.missing()) {
            out.writeUTF(missing.what());
            out.writeUTF(missing.why());
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws MalformedStructureException if it did not
     */
    public static RecordedCode read(byte[] bytes) throws MalformedStructureException {
        byte[] magic = MAGIC.getBytes(US_ASCII);
        if (!Arrays.equals(
                bytes, 0, Math.min(bytes.length, magic.length), magic, 0, magic.length)) {
            throw malformed(Reason.BAD_MAGIC, "magic", "is not \"%s\"".formatted(MAGIC.strip()));
        }
        try (DataInputStream in =
                new DataInputStream(
                        new InflaterInputStream(
                                new ByteArrayInputStream(
                                        bytes, magic.length, bytes.length - magic.length)))) {
            RecordedCode code = new Reading(in).read();
            if (in.read() >= 0) {
                throw malformed(Reason.OUT_OF_RANGE, "end", "has bytes behind it");
            }
            return code;
        } catch (MalformedStructureException e) {
            throw e;
        } catch (IOException e) {
            throw new MalformedStructureException(
                    Reason.TRUNCATED, STRUCTURE, "content", 0, "ends or is damaged: " + e);
        }
    }

    private static MalformedStructureException malformed(
            Reason reason, String field, String detail) {
        return new MalformedStructureException(reason, STRUCTURE, field, 0, detail);
    }

    private static final class Reading {
        private final DataInputStream in;
        private long left = MAX_BYTES;

        Reading(DataInputStream in) {
            this.in = in;
        }

        RecordedCode read() throws IOException {
            Origin origin = new Origin(in.readUTF(), in.readUTF(), in.readUTF());
            Map<String, Long> constants = new TreeMap<>();
            for (int i = count("constants", MAX_PLACES); i > 0; i--) {
                constants.put(in.readUTF(), in.readLong());
            }
            List<Long> probed = new ArrayList<>();
            for (int i = count("probed", MAX_PLACES); i > 0; i--) {
                probed.add(in.readLong());
            }
            List<Owner> owners = new ArrayList<>();
            for (int i = count("owners", MAX_OWNERS); i > 0; i--) {
                owners.add(owner());
            }
            List<Partial.Missing> missing = new ArrayList<>();
            for (int i = count("missing", MAX_PLACES); i > 0; i--) {
                missing.add(new Partial.Missing(in.readUTF(), in.readUTF()));
            }
            return new RecordedCode(origin, constants, probed, owners, missing);
        }

        private Owner owner() throws IOException {
            Optional<String> module = Optional.of(in.readUTF()).filter(name -> !name.isEmpty());
            String buildId = in.readUTF();
            List<GvaRange> parts = new ArrayList<>();
            for (int i = count("parts", MAX_PARTS); i > 0; i--) {
                parts.add(range());
            }
            GvaRange perCpu = range();
            List<Piece> pieces = new ArrayList<>();
            for (int i = count("pieces", MAX_PARTS); i > 0; i--) {
                pieces.add(piece());
            }
            return new Owner(module, buildId, parts, perCpu, pieces);
        }

        private GvaRange range() throws IOException {
            return new GvaRange(in.readLong(), length("part", in.readLong()));
        }

        private Piece piece() throws IOException {
            String name = in.readUTF();
            Kind kind = kind(in.readUTF());
            long gva = in.readLong();
            byte[] bytes = new byte[(int) length("piece", in.readInt())];
            left -= bytes.length;
            in.readFully(bytes);
            return new Piece(
                    name, kind, gva, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        }

        private static Kind kind(String name) throws MalformedStructureException {
            for (Kind kind : Kind.values()) {
                if (kind.name().equals(name)) {
                    return kind;
                }
            }
            throw malformed(Reason.UNSUPPORTED, "kind", "is \"%s\"".formatted(name));
        }

        private int count(String field, int max) throws IOException {
            int count = in.readInt();
            if (count < 0 || count > max) {
                throw malformed(
                        Reason.OUT_OF_RANGE,
                        field,
                        "has %d entries, expected %d at most".formatted(count, max));
            }
            return count;
        }

        private long length(String field, long lengthBytes) throws MalformedStructureException {
            if (lengthBytes < 0 || lengthBytes > left) {
                throw malformed(
                        Reason.OUT_OF_RANGE,
                        field,
                        "is %d bytes, expected %d at most".formatted(lengthBytes, left));
            }
            return lengthBytes;
        }
    }
}
