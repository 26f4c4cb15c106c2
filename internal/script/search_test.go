package script

import "testing"

// TestSearch: what Lua's own functions answer.
func TestSearch(t *testing.T) {
	m := NewMachine(Version{"7.2.5", 0x70205}, 1)
	for _, c := range []struct{ source, want string }{
		{"return {string.find('hello world', 'o w')}", "*2 :5 :7"},
		{"return {string.find('hello', '(l+)()')}", "*4 :3 :4 $2 ll :5"},
		{"return {string.find('a.b', '.', 2, true)}", "*2 :2 :2"},
		{"return {string.find('abc', 'b', -1)}", "*0"},
		{"return {string.find('', '')}", "*2 :1 :0"},
		{"return {string.find('abc', '', 10)}", "*2 :4 :3"},
		{"return {string.find('THE (quick) fox', '%f[%a]%a+%f[%A]', 5)}", "*2 :6 :10"},
		{"return {string.match('key=val', '(%w+)=(%w+)')}", "*2 $3 key $3 val"},
		{"return {string.match('[[x]]y', '%b[]'), string.match('  x ', '^%s*(.-)%s*$')}", "*2 $5 [[x]] $1 x"},
		{"return {string.match('\"it\" \\'is\\'', '([\"\\'])(.-)%1')}", "*2 $1 \" $2 it"},
		{"return {string.match('a]b-c', '[]]'), string.match('a]b-c', '[^]a-c]'), string.match('x^', '[x^]+')}", "*3 $1 ] $1 - $2 x^"},
		{"return {string.match('2024-01-02', '(%d+)%-(%d?%d?)%-(%d*)$')}", "*3 $4 2024 $2 01 $2 02"},
		{"return {string.match('aXb\\0\\1', '%u'), string.match('aXb\\0\\1', '%z%c'), string.match('aX_1!', '[%w_]+'), string.match('ü1', '%W+%x')}", "*4 $1 X $2 \x00\x01 $4 aX_1 $3 ü1"},
		{"local r = {} for k, v in string.gmatch('a=1,b=2', '(%w)=(%w)') do r[#r + 1] = k .. v end return r", "*2 $2 a1 $2 b2"},
		{"local n = 0 for _ in ('abc'):gmatch('') do n = n + 1 end return n", ":4"},
		{"return {string.gsub('hello world', '%w+', '<%0 %1>')}", "*2 $27 <hello hello> <world world> :2"},
		{"return {string.gsub('hello', '', '-')}", "*2 $11 -h-e-l-l-o- :6"},
		{"return {string.gsub('abc abc', '^%w', 'x')}", "*2 $7 xbc abc :1"},
		{"return {string.gsub('abc', '%w', '%%%0', 2)}", "*2 $5 %a%bc :2"},
		{"return {string.gsub('$a $b', '%$(%w)', {a = 1, b = false})}", "*2 $4 1 $b :2"},
		{"return {string.gsub('abc', '()', function(n) return n end)}", "*2 $7 1a2b3c4 :4"},
		{"return string.match('abc', '[a-')", "-ERR user_script:1: malformed pattern (missing ']') script: sha, on @user_script:1."},
		{"return string.match('abc', 'a%')", "-ERR user_script:1: malformed pattern (ends with '%') script: sha, on @user_script:1."},
		{"return string.match('abc', '(a')", "-ERR user_script:1: unfinished capture script: sha, on @user_script:1."},
		{"return string.match('abc', 'a)')", "-ERR user_script:1: invalid pattern capture script: sha, on @user_script:1."},
		{"return string.gsub('abc', 'b', '%2')", "-ERR user_script:1: invalid capture index script: sha, on @user_script:1."},
		{"return string.gsub('abc', 'b', function() return {} end)", "-ERR user_script:1: invalid replacement value (a table) script: sha, on @user_script:1."},
		{"return string.find(('a'):rep(20000), ('a?'):rep(20000))", "-ERR user_script:1: pattern too complex script: sha, on @user_script:1."},
		{"return string.find(('a'):rep(30), ('a-'):rep(30) .. 'b')", "-ERR it takes too long script: sha, on @user_script:1."},
		{"return pcall(string.find, ('a'):rep(30), ('a-'):rep(30) .. 'b')", "-ERR it takes too long"},
	} {
		if got := run(t, m, c.source); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.source, got, c.want)
		}
	}
}

// TestBombs: no function makes more than the host allows, or works for longer.
func TestBombs(t *testing.T) {
	const much, long = "-ERR it takes too much", "-ERR it takes too long"
	m := NewMachine(Version{"7.2.5", 0x70205}, 1)
	for _, c := range []struct{ source, want string }{
		{"return string.rep('x', 2^40)", "-ERR user_script:1: resulting string too large"},
		{"return string.rep('x', 2^21)", much},
		{"local s = ('x'):rep(2^19) return table.concat({s, s, s, s})", much},
		{"return table.concat({'a', 'b', 'c', 'd'}, ('x'):rep(2^20))", much},
		{"local s = ('x'):rep(2^19) return string.format('%s%s%s%s', s, s, s, s)", much},
		{"return ('x'):rep(1000):gsub('x', ('y'):rep(2000))", much},
		{"local s = ('x'):rep(2^19) return cjson.encode({s, s, s, s})", much},
		{"local s = ('x'):rep(2^19) return cmsgpack.pack({s, s, s, s})", much},
		{"local s = ('x'):rep(2^19) return struct.pack('ssss', s, s, s, s)", much},
		{"local t = {1} for i = 1, 40 do t = {t, t} end return cjson.encode(t)", long},
		{"local t = {1} for i = 1, 40 do t = {t, t} end return t", long},
		{"return cjson.decode('[' .. ('[],'):rep(2^18) .. '0]')", long},
		{"return cmsgpack.unpack(('\\144'):rep(2^18))", long},
	} {
		got := run(t, m, c.source)
		if len(got) < len(c.want) || got[:len(c.want)] != c.want {
			t.Errorf("%s\n got %.100q\nwant %q", c.source, got, c.want)
		}
	}
}
