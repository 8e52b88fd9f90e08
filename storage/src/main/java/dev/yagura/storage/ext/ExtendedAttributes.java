package dev.yagura.storage.ext;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.io.PosixAcl;
import dev.yagura.storage.io.SeededCrc32c;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Extended attributes in the inode, in a block, or in inodes of their own; {@code attributes.rst}.
 */
final class ExtendedAttributes {
    private static final long MAGIC = 0xEA020000L;
    private static final int HEADER_BYTES = 32;
    private static final int IN_INODE_HEADER_BYTES = 4;
    private static final int ENTRY_BYTES = 16;

    /** Largest value; {@code XATTR_SIZE_MAX}. */
    private static final long MAX_VALUE_BYTES = 65536;

    private static final int INDEX_SYSTEM = 7;

    /** Name prefixes by {@code e_name_index}; those the kernel does not list are missing. */
    private static final Map<Integer, String> PREFIXES =
            Map.of(
                    1, "user.",
                    2, "system.posix_acl_access",
                    3, "system.posix_acl_default",
                    4, "trusted.",
                    6, "security.",
                    8, "system.richacl",
                    10, "gnu.");

    private static final Field H_MAGIC = new Field("h_magic", 0, 4);
    private static final Field H_CHECKSUM = new Field("h_checksum", 16, 4);
    private static final Field I_FILE_ACL = new Field("i_file_acl", 0, 4);

    private final Volume volume;
    private final Inode inode;

    /** One attribute: the number of its prefix, the rest of its name, and its value. */
    private record Found(int index, String name, MemorySegment value) {}

    private ExtendedAttributes(Volume volume, Inode inode) {
        this.volume = volume;
        this.inode = inode;
    }

    /** Returns all attributes that the kernel would list, by full name. */
    static Map<String, byte[]> of(Volume volume, Inode inode) throws IOException {
        Map<String, byte[]> attributes = new LinkedHashMap<>();
        for (Found found : new ExtendedAttributes(volume, inode).all()) {
            String prefix = PREFIXES.get(found.index());
            if (prefix != null) {
                byte[] value = found.value().toArray(ValueLayout.JAVA_BYTE);
                attributes.put(
                        prefix + found.name(),
                        found.index() == 2 || found.index() == 3 ? PosixAcl.fromExt(value) : value);
            }
        }
        return attributes;
    }

    /** Returns the end of a content that is in the inode; empty if there is none. */
    static MemorySegment inlineData(Volume volume, Inode inode) throws IOException {
        for (Found found : new ExtendedAttributes(volume, inode).inInode()) {
            if (found.index() == INDEX_SYSTEM && found.name().equals("data")) {
                return found.value();
            }
        }
        return MemorySegment.ofArray(new byte[0]);
    }

    private List<Found> all() throws IOException {
        List<Found> found = new ArrayList<>(inInode());
        long number = inode.extendedAttributeBlock();
        if (number != 0) {
            Structure block =
                    new Structure(
                            "extended attribute block " + number,
                            volume.block(number, inode.block(), I_FILE_ACL));
            long magic = block.u32(H_MAGIC);
            if (magic != MAGIC) {
                throw block.malformed(
                        Reason.BAD_MAGIC, H_MAGIC, "is 0x%x, expected 0xea020000".formatted(magic));
            }
            verify(block, number);
            found.addAll(entries(block, HEADER_BYTES, 0));
        }
        return found;
    }

    private List<Found> inInode() throws IOException {
        MemorySegment tail = inode.tail();
        if (tail.byteSize() < IN_INODE_HEADER_BYTES) {
            return List.of();
        }
        Structure area =
                new Structure("inode " + inode.attributes().inode() + " extended attributes", tail);
        return area.u32(H_MAGIC) == MAGIC
                ? entries(area, IN_INODE_HEADER_BYTES, IN_INODE_HEADER_BYTES)
                : List.of();
    }

    private void verify(Structure block, long number) throws IOException {
        if (volume.superblock().checksums()) {
            MemorySegment bytes = block.bytes();
            long at = H_CHECKSUM.offset();
            int computed =
                    new SeededCrc32c(volume.superblock().checksumSeed())
                            .le64(number)
                            .add(bytes, 0, at)
                            .zeros(4)
                            .add(bytes, at + 4, bytes.byteSize())
                            .value();
            Checksums.compare(
                    block, H_CHECKSUM, (int) block.u32(H_CHECKSUM), computed, volume.policy());
        }
    }

    /** Reads entries from {@code at} to the zero that ends them. */
    private List<Found> entries(Structure area, long at, long valuesFrom) throws IOException {
        List<Found> found = new ArrayList<>();
        long next = at;
        // An area that is full ends without a zero.
        while (next + 4 <= area.size() && area.u32(new Field("e_name_len", next, 4)) != 0) {
            int nameLength = area.u8(new Field("e_name_len", next, 1));
            int index = area.u8(new Field("e_name_index", next + 1, 1));
            Field offset = new Field("e_value_offs", next + 2, 2);
            long valueInode = area.u32(new Field("e_value_inum", next + 4, 4));
            Field size = new Field("e_value_size", next + 8, 4);
            long length = area.u32InRange(size, 0, MAX_VALUE_BYTES);
            String name =
                    nameLength == 0
                            ? ""
                            : new String(
                                    area.copy(new Field("e_name", next + ENTRY_BYTES, nameLength)),
                                    UTF_8);
            found.add(
                    new Found(
                            index,
                            name,
                            valueInode != 0
                                    ? valueOf(valueInode, (int) length)
                                    : value(area, valuesFrom, offset, size)));
            next += (ENTRY_BYTES + nameLength + 3L) & ~3L;
        }
        return found;
    }

    private static MemorySegment value(Structure area, long from, Field offset, Field size)
            throws IOException {
        long length = area.u32(size);
        if (length == 0) {
            return MemorySegment.ofArray(new byte[0]);
        }
        long start = from + area.u16(offset);
        area.requireRange(offset, start, 0, area.size() - length);
        return area.bytes().asSlice(start, length);
    }

    /** Reads a value that has an inode of its own, which cannot have such attributes itself. */
    private MemorySegment valueOf(long number, int length) throws IOException {
        Inode holder = new InodeTable(volume).get(number);
        Structure name = new Structure("inode " + number, holder.block().bytes());
        Field flags = new Field("i_flags", 0x20, 4);
        if (!holder.has(Inode.FLAG_EA_INODE)
                || holder.attributes().type() != FileType.REGULAR
                || holder.has(Inode.FLAG_INLINE_DATA)) {
            throw name.malformed(
                    Reason.OUT_OF_RANGE,
                    flags,
                    "is 0x%x, expected EA_INODE".formatted(holder.flags()));
        }
        MemorySegment value = MemorySegment.ofArray(new byte[length]);
        int read = new Content(volume, holder).read(0, value);
        if (read < length) {
            throw name.malformed(
                    Reason.TRUNCATED, flags, "holds %d bytes of %d".formatted(read, length));
        }
        if (volume.superblock().checksums()) {
            int stored = (int) holder.attributes().accessed().getEpochSecond();
            int computed = new SeededCrc32c(volume.superblock().checksumSeed()).add(value).value();
            Checksums.compare(
                    name, new Field("i_atime (hash)", 8, 4), stored, computed, volume.policy());
        }
        return value;
    }
}
