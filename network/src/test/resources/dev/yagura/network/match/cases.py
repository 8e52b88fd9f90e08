"""Writes cases.pcap and the rules that are held against it, and conversations.rules; see suricata.md."""
import struct,socket
class Pcap:
    def __init__(s): s.f=[]; s.t=1700000000.0; s.port=40000
    def csum(s,b):
        if len(b)%2: b+=b'\0'
        x=sum(struct.unpack('!%dH'%(len(b)//2),b))
        while x>>16: x=(x&0xffff)+(x>>16)
        return ~x&0xffff
    def ip(s,src,dst,proto,pl):
        h=struct.pack('!BBHHHBBH4s4s',0x45,0,20+len(pl),0,0x4000,64,proto,0,socket.inet_aton(src),socket.inet_aton(dst))
        h=h[:10]+struct.pack('!H',s.csum(h))+h[12:]
        s.f.append((s.t,b'\x02\0\0\0\0\1\x02\0\0\0\0\2\x08\0'+h+pl)); s.t+=0.001
    def ph(s,src,dst,proto,pl): return socket.inet_aton(src)+socket.inet_aton(dst)+struct.pack('!BBH',0,proto,len(pl))+pl
    def udp(s,src,sp,dst,dp,data):
        u=struct.pack('!HHHH',sp,dp,8+len(data),0)+data
        c=s.csum(s.ph(src,dst,17,u)) or 0xffff
        s.ip(src,dst,17,u[:6]+struct.pack('!H',c)+u[8:])
    def icmp(s,src,dst,t,c,data=b''):
        p=struct.pack('!BBHHH',t,c,0,1,1)+data
        s.ip(src,dst,1,p[:2]+struct.pack('!H',s.csum(p))+p[4:])
    def seg(s,src,sp,dst,dp,seq,ack,fl,data=b''):
        t=struct.pack('!HHIIBBHHH',sp,dp,seq&0xffffffff,ack&0xffffffff,0x50,fl,65535,0,0)+data
        c=s.csum(s.ph(src,dst,6,t))
        s.ip(src,dst,6,t[:16]+struct.pack('!H',c)+t[18:])
    def tcp(s,dp,parts,src='192.168.1.10',dst='203.0.113.5',mss=1400,close=True,sp=None):
        """parts: list of ('>'|'<', bytes)"""
        if sp is None: sp=s.port; s.port+=1
        c,v=1000,5000
        s.seg(src,sp,dst,dp,c,0,2); s.seg(dst,dp,src,sp,v,c+1,0x12); c+=1; v+=1
        s.seg(src,sp,dst,dp,c,v,0x10)
        for d,b in parts:
            for i in range(0,len(b),mss):
                x=b[i:i+mss]
                if d=='>': s.seg(src,sp,dst,dp,c,v,0x18,x); c+=len(x)
                else: s.seg(dst,dp,src,sp,v,c,0x18,x); v+=len(x)
            if d=='>': s.seg(dst,dp,src,sp,v,c,0x10)
            else: s.seg(src,sp,dst,dp,c,v,0x10)
        if close:
            s.seg(src,sp,dst,dp,c,v,0x11); s.seg(dst,dp,src,sp,v,c+1,0x11); s.seg(src,sp,dst,dp,c+1,v+1,0x10)
        s.t+=0.1
    def write(s,name):
        with open(name,'wb') as o:
            o.write(struct.pack('<IHHiIII',0xa1b2c3d4,2,4,0,0,262144,1))
            for t,b in s.f:
                o.write(struct.pack('<IIII',int(t),int((t%1)*1e6),len(b),len(b))+b)
import gzip,base64
p=Pcap()
R=[]; sid=[1000]
def r(body,head='alert tcp any any -> any any'):
    sid[0]+=1; R.append('%s (msg:"t%d"; %s sid:%d; rev:1;)'%(head,sid[0],body,sid[0]))
H='alert http any any -> any any'
def http(req,resp=b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',port=80,**k): p.tcp(port,[('>',req),('<',resp)],**k)
# traffic
http(b'GET //a/./b/../c%2fd\\e%41/%zz?x=%20+y%3d1#fr%41g HTTP/1.1\r\nHost: Www.Example.COM.:8080\r\nUser-Agent:   curl/7  \r\nUser-Agent: two\r\nCookie: k=v\r\nAccept: */*\r\nX-T: a\r\n\r\n',
 b'HTTP/1.1 404 Not Here\r\nServer: nginx\r\nSet-Cookie: s=1\r\nContent-Type: text/html\r\nContent-Length: 11\r\nLocation: /x\r\n\r\nhello world')
for u in ['//a/b','/a/./b','/a/../b','/a%2fb','/a\\b','/%41b','/%zz','/%u0041','/A','/x?q=%20y','/x?q=a+b','/x?q=//b','/x#f%41','/%2e%2e/z','/a/..','/a/.','/a?b/../c','/%00z','/a%5cb','/%25%32','/a/b/','/a;b','/a//','/../q','/a/b/../../../../w','/~%7E']:
    n=u.encode()
    http(b'GET '+n+b' HTTP/1.1\r\nHost: probe\r\n\r\n')
http(b'GET http://abs.Example.org:81/p?q HTTP/1.1\r\nHost: other.example\r\n\r\n')
http(b'POST /post HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 13\r\n\r\nuser=evil&x=1',
 b'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n'+(lambda g:b'%x\r\n'%len(g)+g+b'\r\n0\r\n\r\n')(gzip.compress(b'zipped malware here')))
p.tcp(4444,[('>',b'AAAAfoo12bar'),('<',b'530 Login wrong\r\n'),('>',b'part one SPL'),('>',b'IT token end'),('<',b'530 Login wrong\r\n')])
p.tcp(4445,[('>',b'\x00\x05hello\x00\x00\x00\x0aABCDEFGHIJtail'),('<',b'len=0042;rest'+b'z'*60)])
p.tcp(4446,[('>',b'abcXabcYabcZ'),('<',b'b64:'+base64.b64encode(b'secret payload')+b'!!')])
p.tcp(25,[('<',b'220 mx ESMTP\r\n'),('>',b'EHLO me\r\n'),('<',b'250 mx\r\n'),('>',b'MAIL FROM:<a@b>\r\n'),('<',b'250 ok\r\n')])
p.tcp(21,[('<',b'220 ftp\r\n'),('>',b'USER bob\r\n'),('<',b'331 pw\r\n'),('>',b'PASS x\r\n'),('<',b'530 no\r\n')])
p.tcp(22,[('<',b'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),('>',b'SSH-2.0-libssh_0.9 foo\r\n'),('<',b'\0\0\0\x0c\x0a\x14'+b'x'*10)])
def dnsq(n,i=1): return struct.pack('!HHHHHH',i,0x100,1,0,0,0)+b''.join(bytes([len(x)])+x for x in n.split(b'.'))+b'\0\0\1\0\1'
def dnsr(n,i=1): q=dnsq(n,i); return q[:2]+b'\x81\x80\0\1\0\1'+q[8:]+b'\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\1\2\3\4'
for k,n in enumerate([b'evil.example.com',b'example.com',b'notexample.com',b'EVIL.Org']):
    p.udp('192.168.1.10',5000+k,'203.0.113.53',53,dnsq(n)); p.udp('203.0.113.53',53,'192.168.1.10',5000+k,dnsr(n))
p.udp('192.168.1.10',6000,'203.0.113.9',9999,b'udp payload one'); p.udp('203.0.113.9',9999,'192.168.1.10',6000,b'reply')
p.udp('192.168.1.10',6000,'203.0.113.9',9999,b'udp payload two')
p.icmp('192.168.1.10','203.0.113.5',8,0,b'pingdata'); p.icmp('203.0.113.5','192.168.1.10',0,0,b'pingdata'); p.icmp('203.0.113.5','192.168.1.10',3,1,b'x'*28)
for i in range(12): p.seg('198.51.100.7',50000+i,'192.168.1.10',1000+i,1,0,2); p.t+=0.2
p.tcp(7000,[('>',b'stage1'),('<',b'ok'),('>',b'stage2'),('<',b'done')])
p.tcp(7001,[('>',b'stage2'),('<',b'ok')])
p.tcp(7002,[('>',b'passme evil')])
p.tcp(7003,[('>',b'evil then passme'),('<',b'k'),('>',b'evil again')])
p.tcp(7004,[('>',b'x'*3000+b'needle'+b'y'*3000),('<',b'k')])
p.tcp(7005,[('>',b'EHLO in the middle'),('<',b'k'),('>',b'QUIT')])
# rules
for u in ['/a/b','//a/b','/a/./b','/b','/a%2fb','/a\\b','/Ab','/%zz','/%u0041','/A','/a','/x?q= y','/x?q=%20y','/x?q=a+b','/x?q=a b','/x?q=//b','/x?q=/b','/x#fA','/x#f%41','/z','/%2e%2e/z','/../z','/','/a/','/a/.','/a/..','/a?b/../c','/a?c','/%25%32','/%2','/a/b/','/a;b','/a//','/q','/../q','/w','/~~','/~%7E','/|00|z','/%00z','/%','/a|5c|b']:
    e=u.replace(';','|3b|').replace('\\','|5c|').replace('"','|22|')
    r('http.uri; bsize:%d; content:"%s"; startswith;'%(len(u) if '|' not in u else len(u)-3,e),H) if '|' not in u else r('http.uri; bsize:%d; content:"%s"; startswith;'%(len(u)-3,e),H)
r('http.uri; content:"/a/c/d"; startswith;',H); r('http.uri; content:"#frAg"; endswith;',H); r('http.uri; content:"?x= +y=1";',H); r('http.uri.raw; content:"//a/./b/../c%2fd|5c|e%41/%zz?x=%20+y%3d1#fr%41g";',H)
r('http.host; content:"www.example.com"; startswith; endswith;',H); r('http.host.raw; content:"Www.Example.COM.:8080"; startswith; endswith;',H)
r('http.host; content:"abs.example.org"; startswith; endswith;',H); r('http.host.raw; content:"abs.Example.org"; startswith;',H); r('http.host; content:"other.example";',H); r('http.uri; content:"/p?q"; startswith; endswith;',H)
r('http.user_agent; content:"curl/7, two"; startswith; endswith;',H); r('http.cookie; content:"k=v"; startswith; endswith;',H); r('http.cookie; content:"s=1"; startswith; endswith;',H)
r('http.header; content:"Cookie";',H); r('http.header; content:"User-Agent: curl/7, two|0d 0a|Accept"; ',H); r('http.header; content:"X-T: a|0d 0a|"; endswith;',H); r('flow:to_server; http.header.raw; content:"User-Agent:   curl/7  |0d 0a|";',H); r('flow:to_server; http.header.raw; content:"|0d 0a 0d 0a|"; endswith;',H); r('flow:to_server; http.header.raw; content:"Cookie: k=v";',H)
r('http.header_names; content:"|0d 0a|Host|0d 0a|User-Agent|0d 0a|Cookie|0d 0a|Accept|0d 0a|X-T|0d 0a 0d 0a|"; startswith; endswith;',H); r('http.header_names; content:"|0d 0a|Host|0d 0a|User-Agent|0d 0a|User-Agent|0d 0a|";',H)
r('http.header_names; content:"Set-Cookie";',H)
r('http.start; content:"GET //a"; startswith; content:"|0d 0a|X-T: a|0d 0a 0d 0a|"; endswith;',H); r('http.start; content:"HTTP/1.1 404 Not Here|0d 0a|Server"; startswith;',H)
r('http.protocol; content:"HTTP/1.1"; startswith; endswith; http.uri; content:"/post";',H); r('http.request_line; content:"GET /A HTTP/1.1"; startswith; endswith;',H); r('http.response_line; content:"HTTP/1.1 404 Not Here"; startswith; endswith;',H)
r('http.stat_code; content:"404";',H); r('http.stat_msg; content:"Not Here"; startswith; endswith;',H); r('http.server; content:"nginx";',H); r('http.location; content:"/x"; startswith; endswith;',H); r('http.content_type; content:"text/html"; startswith; endswith;',H); r('http.content_len; content:"11"; startswith; endswith;',H);
r('http.request_body; content:"user=evil"; startswith;',H); r('http.response_body; content:"hello world"; startswith; endswith;',H); r('file.data; content:"zipped malware"; startswith;',H); r('file.data; content:"hello"; within:5;',H); r('flow:to_server; file.data; content:"user=evil";',H); r('http.method; content:"POST"; http.uri; content:"/post"; http.request_body; content:"x=1"; endswith;',H)
r('http.method; content:"GET"; content:!"X"; http.uri; content:"/A"; bsize:2;',H); r('urilen:2; http.uri; content:"/A";',H); r('urilen:>20;',H); r('urilen:5,raw;',H); r('http.accept; content:"*/*";',H); r('http.referer; content:!"zzz";',H); r('http.uri; pcre:"/^\\/(a|b)\\/b$/";',H); r('http.user_agent; content:!"curl";',H)
r('content:"nocaseget"; nocase; http_uri;',H); r('flow:established,to_server; content:"GET /A ";',H); r('flow:established,to_client; content:"200 OK"; http_stat_msg;',H); r('flow:established,to_client; content:"HTTP/1.1 404"; depth:12;',H)
# payload
r('content:"foo"; content:"bar"; distance:2; within:3;'); r('content:"foo"; content:"bar"; distance:3;'); r('content:"foo"; content:"bar"; within:4;'); r('content:"AAAA"; depth:4; content:"foo"; distance:0; within:3;'); r('content:"FOO"; nocase; isdataat:5,relative;'); r('content:"FOO"; nocase; isdataat:6,relative;'); r('content:"bar"; isdataat:!1,relative;'); r('content:"foo"; isdataat:11;'); r('content:"foo"; isdataat:12;')
r('content:"530 "; depth:4;'); r('content:"530 "; depth:4; threshold:type threshold, track by_dst, count 2, seconds 60;'); r('content:"530 ";'); r('content:"SPLIT token";'); r('content:"SPLIT token"; nocase; flow:no_stream;'); r('content:"part one"; content:"end"; distance:0;'); r('content:"one SPLIT";','alert tcp-pkt any any -> any any'); r('content:"token";','alert tcp-pkt any any -> any any'); r('content:"token"; flow:only_stream;')
r('content:"hello"; depth:7; offset:2;'); r('content:"hello"; offset:3;'); r('byte_test:2,=,5,0; content:"hello";'); r('byte_test:2,>,5,0; content:"hello";'); r('content:"hello"; byte_jump:4,0,relative; content:"tail"; within:4;'); r('content:"hello"; byte_jump:4,0,relative; content:"ail"; within:3;'); r('byte_extract:2,0,n; content:"hello"; within:n;') ; r('byte_extract:2,0,n; content:"hello"; offset:2; depth:n;'); r('content:"hello"; byte_test:4,&,8,0,relative;'); r('content:"len="; byte_test:4,=,42,0,relative,string,dec;'); r('content:"len="; byte_test:4,=,66,0,relative,string,hex;'); r('content:"len="; byte_jump:4,0,relative,string,dec; content:"z"; within:1;'); r('content:"len="; byte_test:4,<,42,0,relative,string,dec;'); r('content:"len="; byte_test:4,!=,43,0,relative,string,dec;')
r('content:"abc"; content:"Z"; within:1;'); r('content:"abc"; content:"Q"; within:1;'); r('content:"abc"; content:!"X"; within:1;'); r('content:"abc"; pcre:"/^Z/R";'); r('pcre:"/abcY(abc)Z$/";'); r('pcre:"/^abcX/"; content:"Y";'); r('pcre:!"/abc/"; content:"b64:";'); r('content:"b64:"; base64_decode:relative; base64_data; content:"secret"; depth:6;'); r('base64_decode:bytes 8,offset 4; base64_data; content:"secret"; startswith; endswith;'); r('content:"b64:"; base64_decode:relative; base64_data; content:"public";')
r('dsize:12; content:"foo";'); r('dsize:>11; content:"foo";'); r('dsize:<12; content:"foo";'); r('dsize:11<>13; content:"foo";')
# app
S='alert smtp any any -> any any'; r('content:"MAIL FROM"; ',S); r('content:"EHLO"; flow:to_server,established;',S); r('content:"220 mx";',S); F='alert ftp any any -> any any'; r('content:"USER bob";',F); r('content:"530 ";',F); r('content:"PASS"; ','alert smtp any any -> any any')
r('ssh.software; content:"OpenSSH_9.2p1"; startswith; endswith;','alert ssh any any -> any any'); r('ssh.software; content:"libssh_0.9"; startswith; endswith;','alert ssh any any -> any any'); r('ssh.proto; content:"2.0";','alert ssh any any -> any any'); r('ssh.software; content:"foo";','alert ssh any any -> any any')
D='alert dns any any -> any any'; r('dns.query; content:"evil.example.com"; startswith; endswith;',D); r('dns.query; dotprefix; content:".example.com"; endswith;',D); r('dns.query; content:"example.com"; endswith;',D); r('dns.query; content:"evil.org"; nocase; bsize:8;',D); r('dns.query; content:"evil.org"; bsize:8;',D); r('dns.query; pcre:"/^[a-z]+\\.example\\.com$/";',D); r('content:"|01 00 00 01|"; offset:2; depth:4;','alert udp any any -> any 53'); r('content:"evil"; ',D)
U='alert udp any any -> any any'; r('content:"payload";',U); r('content:"reply"; flow:to_client;',U); r('flow:established; content:"payload";',U); r('flow:not_established; content:"payload";',U); r('dsize:15;',U); r('content:"payload one"; ','alert ip any any -> any any'); r('content:"foo12"; ','alert ip any any -> any any')
I='alert icmp any any -> any any'; r('itype:8; icode:0;',I); r('itype:3; icode:1;',I); r('itype:<4;',I); r('content:"pingdata"; itype:0;',I); r('icode:>0;',I)
# state
Y='alert tcp any any -> any any'; r('flags:S; threshold:type both, track by_src, count 5, seconds 60;'); r('flags:S,12; threshold:type limit, track by_src, count 2, seconds 60;'); r('flags:S; threshold:type threshold, track by_src, count 4, seconds 60;'); r('flags:S; detection_filter:track by_src, count 10, seconds 60;'); r('flags:SA;'); r('flags:F+;'); r('flags:*FR;'); r('flags:!S;'); r('flags:A; dsize:0;'); r('flags:0;')
r('content:"stage1"; flowbits:set,st1; flowbits:noalert;'); r('content:"stage2"; flowbits:isset,st1;'); r('content:"stage2"; flowbits:isnotset,st1;'); r('content:"stage1"; flowbits:set,a; flowbits:unset,a;'); r('content:"stage2"; flowbits:isset,a|st1;'); r('content:"stage1"; xbits:set,x1,track ip_src,expire 60; noalert;'); r('content:"stage2"; xbits:isset,x1,track ip_src;'); r('content:"done"; xbits:isset,x1,track ip_dst;')
r('content:"passme";','pass tcp any any -> any [7002,7003]'); r('content:"evil";','alert tcp any any -> any [7002,7003]'); r('content:"needle"; content:"y"; distance:2000;'); r('content:"needle";'); r('content:"xxxx"; depth:4; content:"needle";')
r('stream_size:client,>,6000;','alert tcp any any -> any 7004'); r('content:"k"; stream_size:client,=,6007; stream_size:server,<,5;','alert tcp any 7004 -> any any'); r('content:"stage2"; stream_size:server,>,2;')
r('','alert ip 198.51.100.0/24 any -> any any'); r('','alert ip any any -> 203.0.113.9 any'); r('','alert tcp 192.168.1.10 any -> 203.0.113.5 any'); r('flow:established,to_server;','alert tcp any any -> any 7002'); r('','alert tcp any any -> any 7001'); r('content:"stage1";','alert tcp any any <> any 7000'); r('content:"done";','alert tcp any any <> any 7000'); r('content:"done";','alert tcp any any -> any 7000'); r('content:"QUIT"; content:"EHLO";'); r('','alert ssh any any -> any any'); r('flow:established,to_client;','alert ftp any any -> any any')

sid[0]=2000
p.tcp(7001,[('>',b'stage2'),('<',b'ok'),('>',b'more')])
p.udp('192.168.1.10',6000,'203.0.113.9',9999,b'one'); p.udp('203.0.113.9',9999,'192.168.1.10',6000,b'reply'); p.udp('192.168.1.10',6000,'203.0.113.9',9999,b'two')
p.tcp(7002,[('>',b'\0\5hello'),('<',b'k')])
p.tcp(80,[('>',b'GET /x?q=%u0041&%41=/../ HTTP/1.1\r\nHost: A.b.\r\n\r\n'),('<',b'HTTP/1.1 404 x\r\nContent-Length: 11\r\n\r\nhello world')])
p.tcp(80,[('>',b'POST http://abs.Example.org:81/p/%u0100 HTTP/1.1\r\nHost: Other.example\r\nContent-Length: 13\r\n\r\nuser=evil&x=1'),('<',b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')])
p.tcp(80,[('>',b'GET /a/b/.. HTTP/1.1\r\nHost: x.y.:80\r\n\r\n'),('<',b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')])
p.tcp(80,[('>',b'GET /a/.. HTTP/1.1\r\nHost: x.y\r\n\r\n'),('<',b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')])
p.tcp(80,[('>',b'GET /a/. HTTP/1.1\r\nHost: x.y\r\n\r\n'),('<',b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')])
r('','alert tcp any any -> any 7001'); r('flow:to_server;','alert tcp any any -> any 7001'); r('flow:established,to_server;','alert tcp any any -> any 7001'); r('flow:established;','alert tcp any any -> any 7001'); r('','alert udp any any -> any 9999'); r('flow:to_server;','alert udp any any -> any 9999'); r('dsize:>0;','alert udp any any -> any 9999'); r('','alert tcp any 7001 -> any any'); r('flow:stateless;','alert tcp any any -> any 7001'); r('','alert tcp any any -> any !80')
r('flags:!S;','alert tcp any any -> any any'); r('flags:A;'); r('flags:A; dsize:0;'); r('flags:PA;'); r('flags:A+;'); r('flags:*A;'); r('flags:!A;'); r('flags:+F;'); r('flags:!R;'); r('dsize:0;'); r('flags:!SF;')
H='alert http any any -> any any'
for t in ['/x?q=A','/x?q=%u','A=/../','/p/','/a','/a/','/']: r('http.uri; content:"%s";'%t,H)
for k in range(0,12): r('http.uri; bsize:%d;'%k,H)
for h in ['a.b','a.b.','abs.example.org','other.example','x.y','x.y.']: r('http.host; content:"%s"; startswith; endswith;'%h,H)
for h in ['A.b.','abs.example.org','abs.Example.org','Other.example','x.y.:80','abs.Example.org:81']: r('http.host.raw; content:"%s"; startswith; endswith;'%h,H)
r('http.content_len; content:"13";',H)
r('byte_extract:2,0,n; content:"hello"; within:n;'); r('byte_extract:2,0,n; content:"hello"; offset:2; depth:n;'); r('byte_extract:2,0,n; content:"hello"; distance:0;'); r('content:"HTTP/1.1 404"; depth:12;'); r('content:"hello"; offset:2; depth:18516;'); r('flow:established,to_client; content:"hello";')


p.write('cases.pcap'); open('cases.rules','w').write('\n'.join(R)+'\n')
R=[]; sid=[3000]
def r(body,head):
    sid[0]+=1; R.append('%s (msg:"t%d"; %s sid:%d; rev:1;)'%(head,sid[0],body,sid[0]))
T='alert tls any any -> any any'
for b in ['tls.sni; content:"secret.example.org"; startswith; endswith;','tls.sni; content:"other";','tls.sni; dotprefix; content:".example.org"; endswith;','ja3.hash; content:"e195432758194ce2d482396b82e0d48e";','ja3.string; content:"771,4866-4867-4865-49196-";startswith;','ja3s.hash; content:"e195432758194ce2d482396b82e0d48e";','ja3s.hash; content:"15af977ce25de452b96affa2addb1036";','ja3s.string; content:"771,4866,43-51"; startswith; endswith;','tls.cert_subject; content:"CN=secret.example.org";','tls.cert_subject; content:"O=Example, CN=secret.example.org"; startswith; endswith;','tls.cert_issuer; content:"O=Example, CN=secret.example.org"; startswith; endswith;','tls.cert_serial; content:"14:73:88:59:00:8F:B9:96:B9:45:99:CE:6F:90:29:18:34:83:FA:A4"; startswith; endswith;','tls.cert_serial; content:"14";','tls.certs; content:"|30 82 01 b5 30 82|"; startswith;','tls.certs; content:"secret.example.org"; content:"Example"; distance:-200;','ja3s.hash; content:"e195432758194ce2d482396b82e0d48e"; tls.cert_subject; content:"Example";','flow:established,to_server; tls.sni; content:"secret";','content:"|16 03 01|"; depth:3;','content:"|16 03 03|"; depth:3; flow:to_client;','flow:to_client; content:"secret.example.org";']: r(b,T)
S='alert ssh any any -> any any'
for b in ['ssh.software; content:"OpenSSH_9.2p1"; startswith; endswith;','ssh.software; content:"conversations"; startswith; endswith;','ssh.proto; content:"2.0"; bsize:3;','ssh.proto; content:"1.";','content:"SSH-2.0"; depth:7;']: r(b,S)
M='alert smtp any any -> any any'
for b in ['content:"MAIL FROM:<a@example.org>";','content:"EHLO client"; depth:11;','content:"QUIT"; flow:to_server,established;','content:"nothing here";']: r(b,M)
F='alert ftp any any -> any any'
for b in ['content:"USER someone";','content:"PASS secret|0d 0a|";','content:"230"; depth:3;','content:"RETR";']: r(b,F)
D='alert dns any any -> any any'
for b in ['dns.query; content:"www.example.org"; startswith; endswith;','dns.query; content:"example.org";','dns.query; dotprefix; content:".example.org"; endswith;','dns.query; pcre:"/^_[a-z]+\\._tcp\\./";','dns.query; content:"WWW"; nocase;','dns.query; bsize:>22;','dns.query; content:"in-addr.arpa"; endswith; fast_pattern;','dns.query; content:!"example";','dns.query; content:"www"; isdataat:!13,relative;']: r(b,D)
H='alert http any any -> any any'
for b in ['http.uri; content:"/form?a=b";','http.method; content:"HEAD";','http.stat_code; content:"404"; http.stat_msg; content:"Not Found";','http.user_agent; content:"conversations/1"; startswith; endswith;','flow:to_client; file.data; content:"a";','flow:to_client; file.data; bsize:>10;','http.request_body; bsize:>0;','http.host; content:"192.0.2.2"; startswith; endswith;','http.host.raw; content:"192.0.2.2:8080"; startswith; endswith;','flow:to_client; http.header; content:"Content-Encoding: gzip|0d 0a|";','flow:to_client; http.header_names; content:"|0d 0a|Server|0d 0a|"; startswith;','http.server; content:"Python";','http.response_line; content:"HTTP/1.1 200 OK"; startswith; endswith;','http.uri; content:"/chunks.txt"; urilen:11;','flow:to_server; http.header.raw; content:"Host: 192.0.2.2:8080|0d 0a|";']: r(b,H)
for h,b in [('udp','content:"|01 00 00 01 00 00 00 00 00 00|"; offset:2; depth:10;'),('udp','dsize:>60;'),('tcp','flags:S;'),('tcp','flags:SA;'),('ip','content:"www|07|example|03|org";'),('tcp','flow:established,to_server; content:"GET /gzip.txt";'),('icmp','itype:8;'),('tcp','content:"HTTP/1.1 404"; depth:12;')]: r(b,'alert %s any any -> any any'%h)
open('conversations.rules','w').write('\n'.join(R)+'\n')
