package dev.yagura.kernel.linux.code.recorded;

import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.ModuleDetails;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.OptionalLong;

/** Reads which build the kernel or a module is, out of the note that its linker put in it. */
final class BuildIds {
    private static final String SECTION = ".note.gnu.build-id";

    /** {@code NT_GNU_BUILD_ID}. */
    private static final int TYPE = 3;

    private static final int HEADER_BYTES = 12;
    private static final int MAX_NOTES_BYTES = 1 << 16;

    /** "GNU" and a zero. */
    private static final int OWNER = 0x554E47;

    private BuildIds() {}

    /** Returns that of the kernel, in hex; empty if it has none. */
    static String kernel(Linux linux) throws IOException {
        OptionalLong start = linux.kernel().symbols().address("__start_notes");
        if (start.isEmpty()) {
            return "";
        }
        GvaRange notes = Symbols.between(linux.kernel(), "__start_notes", "__stop_notes");
        return find(
                linux.kernel().memory(),
                notes.start(),
                (int) Math.min(MAX_NOTES_BYTES, notes.lengthBytes()));
    }

    /** Returns that of a module, in hex; empty if it has none. */
    static String module(Linux linux, KernelModule module) throws IOException {
        for (ModuleDetails.Section section : new ModuleDetails(linux).sections(module)) {
            if (section.name().equals(SECTION)) {
                // One note: 20 bytes of digest behind the owner's name.
                return find(linux.kernel().memory(), section.gva(), HEADER_BYTES + 4 + 20);
            }
        }
        return "";
    }

    private static String find(AddressSpace memory, long gva, int lengthBytes) throws IOException {
        ByteBuffer notes =
                ByteBuffer.wrap(memory.bytes(gva, lengthBytes)).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (at <= lengthBytes - HEADER_BYTES) {
            int nameBytes = notes.getInt(at);
            int bytes = notes.getInt(at + 4);
            if (nameBytes < 0 || bytes < 0 || nameBytes > lengthBytes || bytes > lengthBytes) {
                return "";
            }
            int content = at + HEADER_BYTES + ((nameBytes + 3) & -4);
            boolean isOne =
                    notes.getInt(at + 8) == TYPE
                            && nameBytes == 4
                            && content + bytes <= lengthBytes
                            && notes.getInt(at + HEADER_BYTES) == OWNER;
            if (isOne) {
                byte[] id = new byte[bytes];
                notes.get(content, id);
                return HexFormat.of().formatHex(id);
            }
            at = content + ((bytes + 3) & -4);
        }
        return "";
    }
}
