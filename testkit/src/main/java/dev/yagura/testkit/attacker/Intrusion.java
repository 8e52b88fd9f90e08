package dev.yagura.testkit.attacker;

/** Something an {@link Attacker} did to a guest. */
public sealed interface Intrusion {
    /**
     * A process taken out of the kernel's list of tasks; it goes on running.
     *
     * @param pid its process id
     * @param comm its name
     * @param taskGva guest-virtual address of its {@code task_struct}
     */
    record HiddenTask(int pid, String comm, long taskGva) implements Intrusion {}

    /**
     * A process taken out of the list of tasks, from its parent's children and from its number; it
     * goes on sleeping or running, and nothing lists it.
     *
     * @param pid its process id
     * @param comm its name
     * @param taskGva guest-virtual address of its {@code task_struct}
     */
    record ErasedTask(int pid, String comm, long taskGva) implements Intrusion {}

    /**
     * A mount taken out of what a name space lists; paths still lead into it.
     *
     * @param mountGva guest-virtual address of its {@code struct mount}
     * @param nodeGva guest-virtual address of its link in the list or tree
     * @param slotGva guest-virtual address of what led to that link
     */
    record HiddenMount(long mountGva, long nodeGva, long slotGva) implements Intrusion {}

    /**
     * A system call that leads to another function than its handler.
     *
     * @param number of the system call, x86-64 numbering
     * @param handler name of the proper handler, for example {@code "__x64_sys_geteuid"}
     * @param handlerGva guest-virtual address of the proper handler
     * @param targetGva guest-virtual address of the function it leads to now
     * @param place what was changed
     * @param patchedGva guest-virtual address of the bytes that were changed
     */
    record RedirectedSystemCall(
            int number,
            String handler,
            long handlerGva,
            long targetGva,
            Place place,
            long patchedGva)
            implements Intrusion {}

    /**
     * A socket taken out of the table by which the kernel lists it. One of UDP is still given its
     * datagrams, for which the kernel has another table; one of TCP is not.
     *
     * @param sockGva guest-virtual address of its {@code struct sock}
     * @param nodeGva guest-virtual address of its link in the table
     * @param slotGva guest-virtual address of what led to that link
     */
    record HiddenSocket(long sockGva, long nodeGva, long slotGva) implements Intrusion {}

    /**
     * A number in a process's {@code task_struct} or {@code cred} that was changed.
     *
     * @param pid its process id
     * @param taskGva guest-virtual address of its {@code task_struct}
     * @param field such as {@code "cred.euid"}
     * @param fieldGva guest-virtual address of the number
     * @param before what it was, 32 bits
     * @param after what it is now
     */
    record ChangedField(int pid, long taskGva, String field, long fieldGva, int before, int after)
            implements Intrusion {}

    /**
     * Bytes of the kernel's code or data that were changed.
     *
     * @param place what lies there, for example {@code "__x64_sys_acct+0x20"}
     * @param gva guest-virtual address of the first byte
     * @param before what it was, in hex
     * @param after what it is now, in hex
     */
    record ChangedBytes(String place, long gva, String before, String after) implements Intrusion {}

    /** What was changed to redirect a system call. */
    enum Place {
        /** The slot of {@code sys_call_table}, 8 bytes. */
        TABLE_SLOT,
        /** The displacement of the jump or call in {@code x64_sys_call}, 4 bytes. */
        DISPATCHER
    }
}
