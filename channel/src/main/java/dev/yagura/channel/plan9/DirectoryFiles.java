package dev.yagura.channel.plan9;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.file.StoredFile.Entry;
import dev.yagura.storage.posix.FileMode;
import dev.yagura.storage.posix.FileNumbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All files in a directory with their attributes, as the value of an extended attribute that a
 * server of ours has of each directory and does not list. The protocol has no question for more
 * than one file; who goes through a filesystem would wait for an answer, or two, for each.
 *
 * <p>The value has of each entry: qid, type and name as {@code Rreaddir} has them, a byte of flags,
 * and, where these say so, the fields of {@code Rgetattr}.
 */
final class DirectoryFiles {
    /** Of no name space that Linux has, so that no file of a guest's has one of this name. */
    static final FileName ATTRIBUTE = FileName.of("yagura.files".getBytes(UTF_8));

    /** How long a value may be. */
    static final int MAX_BYTES = 16 << 20;

    /** Of a directory with more files, the others are told without attributes. */
    private static final int MAX_DESCRIBED = 1 << 13;

    private static final int DESCRIBED = 1;
    private static final int WITHOUT_EXTENDED_ATTRIBUTES = 2;
    private static final int ENTRY_BYTES = Qid.BYTES + 1 + 2 + 1;

    /**
     * What is known of an entry.
     *
     * @param attributes empty if the server could not read them, or there are too many files
     * @param isBare whether it has no extended attributes
     */
    record Described(Entry entry, Optional<FileAttributes> attributes, boolean isBare) {}

    private DirectoryFiles() {}

    /**
     * Returns the value of a directory; names that no Linux has are left out.
     *
     * @throws IOException if the directory cannot be read, or there is no end to its names
     */
    static byte[] of(StoredFile directory, FileNumbers numbers) throws IOException {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        int described = 0;
        for (Entry entry : directory.entries()) {
            if (!entry.name().isPossible()) {
                continue;
            }
            byte[] fields = new byte[0];
            int flags = 0;
            if (described < MAX_DESCRIBED) {
                described++;
                try {
                    StoredFile file = directory.open(entry);
                    fields = fields(file, numbers);
                    flags = DESCRIBED;
                    if (file.extendedAttributes().isEmpty()) {
                        flags |= WITHOUT_EXTENDED_ATTRIBUTES;
                    }
                } catch (IOException e) {
                    // Who asks for this file alone is told what is wrong with it.
                }
            }
            put(value, directory, entry, numbers, flags, fields);
            if (value.size() > MAX_BYTES) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        "directory",
                        "names",
                        0,
                        "take more than %d bytes".formatted(MAX_BYTES));
            }
        }
        return value.toByteArray();
    }

    private static byte[] fields(StoredFile file, FileNumbers numbers) {
        byte[] fields = new byte[AttributeFields.BYTES];
        AttributeFields.put(writer(fields), file.attributes(), numbers.of(file));
        return fields;
    }

    private static void put(
            ByteArrayOutputStream value,
            StoredFile directory,
            Entry entry,
            FileNumbers numbers,
            int flags,
            byte[] fields) {
        byte[] name = entry.name().bytes();
        byte[] head = new byte[ENTRY_BYTES + name.length];
        writer(head)
                .qid(Qid.of(entry.type(), numbers.of(directory, entry.inode())))
                .u8(FileMode.entryType(entry.type()))
                .string(name)
                .u8(flags);
        value.writeBytes(head);
        value.writeBytes(fields);
    }

    private static MessageWriter writer(byte[] room) {
        return new MessageWriter(ByteBuffer.wrap(room).order(ByteOrder.LITTLE_ENDIAN));
    }

    /**
     * Reads a value.
     *
     * @throws MalformedStructureException if it is none
     */
    static List<Described> read(byte[] value) throws MalformedStructureException {
        MessageReader in =
                new MessageReader(
                        "files of a directory",
                        ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN));
        List<Described> files = new ArrayList<>();
        while (!in.atEnd()) {
            Qid qid = in.qid("qid");
            int type = in.u8("type");
            FileName name = FileName.of(in.string("name"));
            int flags = in.u8("flags");
            Optional<FileAttributes> attributes =
                    (flags & DESCRIBED) != 0
                            ? Optional.of(AttributeFields.read(in))
                            : Optional.empty();
            if (!name.isDot() && name.isPossible()) {
                files.add(
                        new Described(
                                new Entry(name, qid.path(), FileMode.ofEntry(type)),
                                attributes,
                                (flags & WITHOUT_EXTENDED_ATTRIBUTES) != 0));
            }
        }
        return files;
    }
}
