package dev.yagura.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import java.io.IOException;

/**
 * Names of programs. Most processes of a guest run busybox: one that is to run something of another
 * name gets an open file of its own, with a name of its own.
 */
final class OwnProgram {
    private OwnProgram() {}

    /** Returns the name of a victim's program, a {@code struct dentry}. */
    static long name(GuestCore guest, Victim victim) throws IOException {
        long file = guest.pointer(victim.memory(guest), "mm_struct", "exe_file");
        return guest.pointer(file, "file", "f_path.dentry");
    }

    /** Gives the program of a victim alone another name, of at most 15 characters. */
    static void rename(GuestCore guest, Victim victim, String name) throws IOException {
        long slot = guest.at(victim.memory(guest), "mm_struct", "exe_file");
        long shared = guest.u64(slot);
        long own = guest.copy(shared, "file");
        long dentry = guest.copy(name(guest, victim), "dentry");
        guest.putU64(guest.at(own, "file", "f_path.dentry"), dentry);
        guest.putU64(slot, own);
        for (Mapping mapping : Mappings.of(guest.linux()).of(victim.in(guest)).items()) {
            long file = guest.at(mapping.gva(), "vm_area_struct", "vm_file");
            if (guest.u64(file) == shared) {
                guest.putU64(file, own);
            }
        }
        rename(guest, dentry, name);
    }

    /** Gives a {@code struct dentry} another name, of at most 15 characters. */
    static void rename(GuestCore guest, long dentry, String name) throws IOException {
        long text = guest.room(Long.BYTES * 2);
        guest.put(text, name.getBytes(UTF_8));
        guest.putU64(guest.at(dentry, "dentry", "d_name.name"), text);
        guest.putU32(guest.at(dentry, "dentry", "d_name.len"), name.length());
    }
}
