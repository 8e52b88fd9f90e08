/* Questions about interfaces by ioctl(2) (netdevice(7)) are answered for the guest, out of its messages of netlink. */
#define _GNU_SOURCE
#include "netlink.h"
#include "view.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

/* All that netdevice(7) and its like have; what stands before is about the socket itself. */
#define FIRST_OF_INTERFACES SIOCADDRT
#define LAST_OF_INTERFACES 0x89ff

static size_t copy(void *to, size_t room, const void *from, size_t length) {
    size_t some = length < room ? length : room;
    memset(to, 0, room);
    memcpy(to, from, some);
    return some;
}

/* Copies an attribute of a link; what is not there is zero. */
static bool link_value(const struct nlmsghdr *link, unsigned short type, void *value, size_t size) {
    size_t length = 0;
    const void *found = attribute_of(link, sizeof(struct ifinfomsg), type, size, &length);
    memset(value, 0, size);
    if (found != NULL)
        memcpy(value, found, size);
    return found != NULL;
}

static bool address_value(const struct nlmsghdr *address, unsigned short type, struct in_addr *value) {
    size_t length = 0;
    const void *found = attribute_of(address, sizeof(struct ifaddrmsg), type, sizeof *value, &length);
    memset(value, 0, sizeof *value);
    if (found != NULL)
        memcpy(value, found, sizeof *value);
    return found != NULL;
}

static bool is_v4(const struct nlmsghdr *message) {
    const struct ifaddrmsg *own = NLMSG_DATA(message);
    return message->nlmsg_len >= NLMSG_LENGTH(sizeof *own) && own->ifa_family == AF_INET;
}

/* Copies the name that an IPv4 address is known by, which is an interface's, maybe with a colon and more. */
static bool label_of(const struct nlmsghdr *address, char label[IFNAMSIZ]) {
    size_t length = 0;
    const void *found = attribute_of(address, sizeof(struct ifaddrmsg), IFA_LABEL, 1, &length);
    if (found == NULL)
        return false;
    copy(label, IFNAMSIZ, found, length);
    label[IFNAMSIZ - 1] = '\0';
    return true;
}

static void put_v4(struct sockaddr *to, struct in_addr address) {
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr = address};
    memcpy(to, &own, sizeof own);
}

/* Each IPv4 address, by the name it is known by; without a buffer only how long that is. */
static int configuration(struct ifconf *list) {
    struct messages addresses;
    struct nlmsghdr *message;
    struct in_addr local;
    struct ifreq one;
    size_t at = 0;
    int length = 0, failed = read_messages("address", &addresses);
    if (failed != 0)
        return failed;
    while ((message = next_message(&addresses, &at)) != NULL) {
        memset(&one, 0, sizeof one);
        if (!is_v4(message) || !label_of(message, one.ifr_name) || !address_value(message, IFA_LOCAL, &local))
            continue;
        put_v4(&one.ifr_addr, local);
        if (list->ifc_buf != NULL && list->ifc_len - length < (int)sizeof one)
            break;
        if (list->ifc_buf != NULL)
            memcpy(list->ifc_buf + length, &one, sizeof one);
        length += (int)sizeof one;
    }
    list->ifc_len = length;
    free(addresses.bytes);
    return 0;
}

/* The first IPv4 address that is known by the request's name. */
static int address(unsigned long question, struct ifreq *request) {
    struct messages addresses;
    struct nlmsghdr *message;
    char label[IFNAMSIZ];
    size_t at = 0;
    int failed = read_messages("address", &addresses);
    if (failed != 0)
        return failed;
    failed = EADDRNOTAVAIL;
    while (failed != 0 && (message = next_message(&addresses, &at)) != NULL) {
        if (!is_v4(message) || !label_of(message, label) || strncmp(label, request->ifr_name, sizeof label) != 0)
            continue;
        unsigned char bits = ((const struct ifaddrmsg *)NLMSG_DATA(message))->ifa_prefixlen;
        struct in_addr value = {bits == 0 || bits > 32 ? 0 : htonl(UINT32_MAX << (32 - bits))};
        if (question == SIOCGIFADDR)
            address_value(message, IFA_LOCAL, &value);
        else if (question == SIOCGIFDSTADDR)
            address_value(message, IFA_ADDRESS, &value);
        else if (question == SIOCGIFBRDADDR)
            address_value(message, IFA_BROADCAST, &value);
        put_v4(&request->ifr_addr, value);
        failed = 0;
    }
    free(addresses.bytes);
    return failed;
}

static int of_link(unsigned long question, const struct nlmsghdr *link, struct ifreq *request) {
    const struct ifinfomsg *own = NLMSG_DATA(link);
    struct rtnl_link_ifmap map;
    const void *found;
    uint32_t number;
    size_t length = 0;
    switch (question) {
    case SIOCGIFNAME:
        found = attribute_of(link, sizeof *own, IFLA_IFNAME, 1, &length);
        if (found == NULL)
            return ENODEV;
        copy(request->ifr_name, IFNAMSIZ - 1, found, length);
        return 0;
    case SIOCGIFFLAGS:
        request->ifr_flags = (short)own->ifi_flags;
        return 0;
    case SIOCGIFINDEX:
        request->ifr_ifindex = own->ifi_index;
        return 0;
    case SIOCGIFMETRIC:
        request->ifr_metric = 0; /* of every interface */
        return 0;
    case SIOCGIFMTU:
        link_value(link, IFLA_MTU, &number, sizeof number);
        request->ifr_mtu = (int)number;
        return 0;
    case SIOCGIFTXQLEN:
        link_value(link, IFLA_TXQLEN, &number, sizeof number);
        request->ifr_qlen = (int)number;
        return 0;
    case SIOCGIFHWADDR:
        found = attribute_of(link, sizeof *own, IFLA_ADDRESS, 0, &length);
        copy(request->ifr_hwaddr.sa_data, sizeof request->ifr_hwaddr.sa_data, found == NULL ? "" : found, length);
        request->ifr_hwaddr.sa_family = own->ifi_type;
        return 0;
    case SIOCGIFMAP:
        link_value(link, IFLA_MAP, &map, sizeof map);
        request->ifr_map = (struct ifmap){map.mem_start, map.mem_end, (unsigned short)map.base_addr,
                                          (unsigned char)map.irq, map.dma, map.port};
        return 0;
    default:
        return EOPNOTSUPP;
    }
}

static int link_question(unsigned long question, struct ifreq *request) {
    struct messages links;
    struct nlmsghdr *message;
    char name[IFNAMSIZ];
    size_t at = 0;
    int failed = read_messages("link", &links);
    if (failed != 0)
        return failed;
    copy(name, sizeof name, request->ifr_name, sizeof name - 1);
    name[strcspn(name, ":")] = '\0'; /* a name of an address is its interface's too */
    failed = ENODEV;
    while (failed == ENODEV && (message = next_message(&links, &at)) != NULL) {
        const struct ifinfomsg *own = NLMSG_DATA(message);
        if (message->nlmsg_len < NLMSG_LENGTH(sizeof *own))
            continue;
        if (question == SIOCGIFNAME ? own->ifi_index == request->ifr_ifindex : is_link_named(message, name))
            failed = of_link(question, message, request);
    }
    free(links.bytes);
    return failed;
}

static int answer(unsigned long question, void *argument) {
    struct ifreq request;
    int failed;
    switch (question) {
    case SIOCGIFCONF:
        return configuration(argument);
    case SIOCGIFADDR:
    case SIOCGIFDSTADDR:
    case SIOCGIFBRDADDR:
    case SIOCGIFNETMASK:
        memcpy(&request, argument, sizeof request);
        failed = link_question(SIOCGIFINDEX, &request); /* whether there is such an interface */
        return failed == 0 ? address(question, argument) : failed;
    default:
        return link_question(question, argument);
    }
}

EXPORT int ioctl(int descriptor, unsigned long request, ...) {
    va_list list;
    va_start(list, request);
    void *argument = va_arg(list, void *);
    va_end(list);
    if (request < FIRST_OF_INTERFACES || request > LAST_OF_INTERFACES)
        return NEXT(ioctl)(descriptor, request, argument);
    int failed = argument == NULL ? EFAULT : answer(request, argument);
    if (failed == 0)
        return 0;
    errno = failed == ENOENT ? EOPNOTSUPP : failed;
    return -1;
}

/* libc asks past ioctl(). */
EXPORT unsigned int if_nametoindex(const char *name) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    if (strlen(name) >= sizeof request.ifr_name) {
        errno = ENODEV;
        return 0;
    }
    strcpy(request.ifr_name, name);
    int failed = link_question(SIOCGIFINDEX, &request);
    errno = failed != 0 ? failed : errno;
    return failed == 0 ? (unsigned int)request.ifr_ifindex : 0;
}

EXPORT char *if_indextoname(unsigned int index, char name[IF_NAMESIZE]) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    request.ifr_ifindex = (int)index;
    int failed = link_question(SIOCGIFNAME, &request);
    if (failed != 0) {
        errno = failed == ENODEV ? ENXIO : failed;
        return NULL;
    }
    return memcpy(name, request.ifr_name, IFNAMSIZ);
}
