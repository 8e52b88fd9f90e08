package dev.yagura.kernel.types;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.kernel.index.NameIndex;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The types that a kernel keeps of itself: BTF, Documentation/bpf/btf.rst.
 *
 * <p>Opening checks and indexes the whole; a structure is worked out when it is first asked for.
 * Kinds up to ENUM64 (Linux 6.0) are known, any other is refused.
 */
public final class Btf implements TypeCatalog {
    private final BtfTypes types;
    private final BtfStrings strings;
    private final BtfResolver resolver;
    private final BtfChoice choice;
    private final int[] named;
    private final int[] hashes;
    private final NameIndex index;
    private final Map<String, Optional<StructType>> structs = new ConcurrentHashMap<>();

    private Btf(BtfTypes types, BtfStrings strings) throws MalformedStructureException {
        this.types = types;
        this.strings = strings;
        this.resolver = new BtfResolver(types, strings);
        this.choice = new BtfChoice(types, strings, resolver);
        int[] ids = new int[types.count()];
        int[] hash = new int[types.count()];
        int count = 0;
        for (int id = 1; id <= types.count(); id++) {
            if (BtfKind.isNamed(types.kind(id)) && types.name(id) != 0) {
                hash[count] = strings.hash(types.name(id));
                ids[count++] = id;
            }
        }
        this.named = Arrays.copyOf(ids, count);
        this.hashes = Arrays.copyOf(hash, count);
        this.index = new NameIndex(count, i -> hashes[i]);
    }

    /**
     * Opens a BTF.
     *
     * @param bytes begins with the header; what follows the sections is passed over. Copied, so it
     *     may be memory that somebody else changes
     * @throws MalformedStructureException if any type, name or reference in it is not whole
     */
    public static Btf parse(MemorySegment bytes) throws MalformedStructureException {
        return from(bytes, new int[0], new byte[0]);
    }

    /**
     * Opens the BTF of a module, which counts types and names on from those of its kernel: "split
     * BTF".
     *
     * @param bytes as for {@link #parse}
     * @return the types of both
     * @throws MalformedStructureException as {@link #parse}
     */
    public Btf with(MemorySegment bytes) throws MalformedStructureException {
        return from(bytes, types.words(), strings.bytes());
    }

    private static Btf from(MemorySegment bytes, int[] baseWords, byte[] baseNames)
            throws MalformedStructureException {
        byte[] head = new byte[(int) Math.min(BtfHeader.SIZE, bytes.byteSize())];
        MemorySegment.copy(bytes, 0, MemorySegment.ofArray(head), 0, head.length);
        BtfHeader header = BtfHeader.parse(Structure.of("btf header", head), bytes.byteSize());
        int wordCount = header.typeBytes() / Integer.BYTES;
        int[] words = Arrays.copyOf(baseWords, baseWords.length + wordCount);
        MemorySegment.copy(
                bytes,
                JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN),
                header.typeAt(),
                words,
                baseWords.length,
                wordCount);
        byte[] names = Arrays.copyOf(baseNames, baseNames.length + header.stringBytes());
        MemorySegment.copy(
                bytes,
                header.stringAt(),
                MemorySegment.ofArray(names),
                baseNames.length,
                header.stringBytes());
        return new Btf(new BtfTypes(words, names.length), new BtfStrings(names));
    }

    /** Returns the whole as a file of its own, which {@link #parse} takes: header, types, names. */
    public byte[] toBytes() {
        int[] words = types.words();
        byte[] names = strings.bytes();
        ByteBuffer bytes =
                ByteBuffer.allocate(BtfHeader.SIZE + words.length * Integer.BYTES + names.length)
                        .order(LITTLE_ENDIAN);
        new BtfHeader(
                        BtfHeader.SIZE,
                        words.length * Integer.BYTES,
                        BtfHeader.SIZE + words.length * Integer.BYTES,
                        names.length)
                .write(bytes);
        for (int word : words) {
            bytes.putInt(word);
        }
        return bytes.put(names).array();
    }

    /** Returns the types by number, as relocations refer to them. */
    public BtfGraph graph() {
        return new BtfGraph(types, strings, resolver);
    }

    @Override
    public String source() {
        return "BTF";
    }

    @Override
    public int count() {
        return types.count();
    }

    /**
     * {@inheritDoc} The C kernel's is told from Rust's by the names of members and integers; of
     * several in C the one that most other types refer to wins.
     */
    @Override
    public Optional<StructType> struct(String name) {
        return structs.computeIfAbsent(name, this::findStruct);
    }

    @Override
    public Optional<Map<String, Long>> enumeration(String tag) {
        int hash = tag.hashCode();
        for (int i = index.first(hash); i >= 0; i = index.next(i)) {
            int id = matches(i, hash, tag) ? resolver.strip(named[i]) : 0;
            if (types.kind(id) == BtfKind.ENUM || types.kind(id) == BtfKind.ENUM64) {
                return Optional.of(Collections.unmodifiableMap(resolver.constants(id)));
            }
        }
        return Optional.empty();
    }

    private Optional<StructType> findStruct(String name) {
        int[] tagged = structs(name, false);
        int[] found = tagged.length > 0 ? tagged : structs(name, true);
        return found.length == 0
                ? Optional.empty()
                : Optional.of(resolver.struct(choice.best(found)));
    }

    /** Returns the structures and unions that have a name themselves, or by a typedef. */
    private int[] structs(String name, boolean byTypedef) {
        int[] found = new int[BtfLimits.MAX_SAME_NAME];
        int count = 0;
        int hash = name.hashCode();
        for (int i = index.first(hash); i >= 0 && count < found.length; i = index.next(i)) {
            boolean typedef = types.kind(named[i]) == BtfKind.TYPEDEF;
            if (typedef != byTypedef || !matches(i, hash, name)) {
                continue;
            }
            int id = resolver.strip(named[i]);
            if (types.kind(id) == BtfKind.STRUCT || types.kind(id) == BtfKind.UNION) {
                found[count++] = id;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private boolean matches(int i, int hash, String name) {
        return hashes[i] == hash && resolver.name(named[i]).equals(name);
    }
}
