package dev.yagura.bpf.module;

import dev.yagura.bpf.run.Memory;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bpf.run.Trap;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.GuestPath;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.MmStruct;
import dev.yagura.kernel.linux.mm.PageFrames;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Reads that may fail without ending the module. */
final class MemoryFunctions {
    private static final long NO_PAGE = -14; // -EFAULT
    private static final int PAGE_BYTES = 4096;

    private final Linux linux;
    private final Texts texts;
    private final Work work;

    MemoryFunctions(Linux linux, Texts texts, Work work) {
        this.linux = linux;
        this.texts = texts;
        this.work = work;
    }

    void addTo(Bindings bindings) {
        bindings.add(
                1030,
                (memory, to, size, from, d, e) ->
                        orNoPage(() -> copy(memory, linux.kernel().memory(), to, size, from)));
        bindings.add(
                1031,
                (memory, to, size, from, d, e) ->
                        string(memory, linux.kernel().memory(), to, size, from));
        bindings.add(
                1032,
                (memory, mm, to, size, from, e) ->
                        orNoPage(() -> copy(memory, process(mm), to, size, from)));
        bindings.add(
                1033,
                (memory, mm, to, size, from, e) -> string(memory, process(mm), to, size, from));
        bindings.add(1034, (memory, to, from, size, d, e) -> digest(memory, to, from, size));
        bindings.add(1036, (memory, to, size, gpa, d, e) -> physical(memory, to, size, gpa));
        bindings.add(
                1037,
                (memory, to, page, c, d, e) ->
                        physical(memory, to, PAGE_BYTES, PageFrames.of(linux).gpaOf(page)));
        bindings.add(1035, (memory, path, to, size, d, e) -> path(memory, path, to, size));
    }

    private AddressSpace process(long mm) throws IOException {
        AddressSpace kernel = linux.kernel().memory();
        return kernel.withRoot(kernel.gpaOf(linux.views().at(MmStruct.class, mm).pgd()));
    }

    private interface Read {
        long now() throws Trap, IOException;
    }

    private long orNoPage(Read read) throws Trap, IOException {
        try {
            return read.now();
        } catch (PageNotPresentException | MemoryHoleException e) {
            work.spend(Work.MISS);
            return NO_PAGE;
        }
    }

    private long copy(Memory memory, AddressSpace space, long to, long size, long from)
            throws Trap, IOException {
        byte[] bytes = space.bytes(from, texts.bufferSize(size));
        memory.store(to, bytes, bytes.length);
        return 0;
    }

    private long physical(Memory memory, long to, long size, long gpa) throws Trap, IOException {
        byte[] bytes = new byte[texts.bufferSize(size)];
        if (bytes.length == 0) {
            return 0;
        }
        if (gpa < 0) {
            throw new Trap(
                    ProgramFault.Kind.HELPER,
                    gpa,
                    "physical address is 0x%x, expected a page's".formatted(gpa));
        }
        return orNoPage(() -> {
            linux.kernel().memory().physical().read(gpa, MemorySegment.ofArray(bytes));
            memory.store(to, bytes, bytes.length);
            return 0;
        });
    }

    /** Reads page by page: what lies behind the end of a string need not be there. */
    private long string(Memory memory, AddressSpace space, long to, long size, long from)
            throws Trap, IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int wanted = Math.min(texts.bufferSize(size), Texts.MAX_BYTES);
        try {
            while (text.size() < wanted) {
                long at = from + text.size();
                int inPage = (int) (PAGE_BYTES - (at & (PAGE_BYTES - 1)));
                byte[] piece = space.bytes(at, Math.min(inPage, wanted - text.size()));
                int end = 0;
                while (end < piece.length && piece[end] != 0) {
                    end++;
                }
                text.write(piece, 0, end);
                if (end < piece.length) {
                    break;
                }
            }
        } catch (PageNotPresentException | MemoryHoleException e) {
            work.spend(Work.MISS);
            texts.write(memory, to, size, "");
            return NO_PAGE;
        }
        return texts.write(memory, to, size, text.toByteArray());
    }

    private long digest(Memory memory, long to, long from, long size) throws Trap, IOException {
        int length = texts.bufferSize(size);
        work.spend(8L * length); // a byte of a digest costs more than one copied
        try {
            byte[] bytes = memory.copy(from, length);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            memory.store(to, digest, digest.length);
            return 0;
        } catch (Trap trap) {
            if (trap.kind() == ProgramFault.Kind.GUEST_PAGE_MISSING) {
                work.spend(Work.MISS);
                return NO_PAGE;
            }
            throw trap;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private long path(Memory memory, long path, long to, long size) throws Trap, IOException {
        work.spend(Work.MISS);
        try {
            long mount = memory.load8(path + linux.views().offsetOf("path", "mnt"));
            long dentry = memory.load8(path + linux.views().offsetOf("path", "dentry"));
            GuestPath found = linux.paths().of(mount, dentry);
            return texts.write(memory, to, size, found.toString());
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            texts.write(memory, to, size, "");
            return -1;
        }
    }
}
