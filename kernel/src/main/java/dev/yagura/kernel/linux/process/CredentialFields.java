package dev.yagura.kernel.linux.process;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Who a task acts for, as others see it; {@code include/linux/cred.h}. */
@KernelStruct("task_struct")
interface CredentialFields extends StructView {
    @KernelField("real_cred")
    OptionalLong credentialsGva();

    @KernelField("real_cred->uid")
    OptionalLong uid() throws IOException;

    @KernelField("real_cred->euid")
    OptionalLong effectiveUid() throws IOException;

    @KernelField("real_cred->suid")
    OptionalLong savedUid() throws IOException;

    @KernelField("real_cred->fsuid")
    OptionalLong filesystemUid() throws IOException;

    @KernelField("real_cred->gid")
    OptionalLong gid() throws IOException;

    @KernelField("real_cred->egid")
    OptionalLong effectiveGid() throws IOException;

    @KernelField("real_cred->sgid")
    OptionalLong savedGid() throws IOException;

    @KernelField("real_cred->fsgid")
    OptionalLong filesystemGid() throws IOException;

    /** Returns a set of capabilities: 64 bits in one word or two, low one first. */
    @KernelField("real_cred->cap_inheritable")
    Optional<byte[]> inheritable() throws IOException;

    @KernelField("real_cred->cap_permitted")
    Optional<byte[]> permitted() throws IOException;

    @KernelField("real_cred->cap_effective")
    Optional<byte[]> effective() throws IOException;

    @KernelField("real_cred->cap_bset")
    Optional<byte[]> bounding() throws IOException;

    @KernelField("real_cred->cap_ambient")
    Optional<byte[]> ambient() throws IOException;

    /** Returns the address of the groups beyond the first. */
    @KernelField("real_cred->group_info")
    OptionalLong groupsGva() throws IOException;

    @KernelField("real_cred->group_info->ngroups")
    OptionalInt groupCount() throws IOException;

    @KernelField("seccomp.mode")
    OptionalInt seccompMode();

    /** Returns the {@code PFA_*} bits. */
    @KernelField("atomic_flags")
    OptionalLong atomicFlags();

    @KernelField("loginuid")
    OptionalLong loginUid();
}
