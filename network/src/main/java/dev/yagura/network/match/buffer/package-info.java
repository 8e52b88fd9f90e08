/**
 * What rules look at beside payloads: the parts of what is said in HTTP, DNS, TLS and SSH, in the
 * form that Suricata gives them ("HTTP Keywords", "DNS Keywords", "SSL/TLS Keywords", "SSH
 * Keywords", "JA3/JA4 Keywords" of its documentation).
 */
@NullMarked
package dev.yagura.network.match.buffer;

import org.jspecify.annotations.NullMarked;
