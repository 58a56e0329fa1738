-- Writes one batch, whole and once. KEYS as in keys.go: 1 lease 2 head
-- 3 profiles 4 visits 5 decisions 6 pools 7 marks 8 seen 9 out 10 outindex
-- 11 ledger 12 stops 13 notes, then the pools of the batch. ARGV: 1 epoch 2 token 3 number
-- 4 number this batch is written over, '' = the one before 5 now, ms 6 a day
-- ago, ms 7 history bound 8 seen floor, then sections, each led by its length.
-- Returns {0, has, doubled decisions...}; {1} taken over; {2, has} behind.
if taken() then return {1} end

local head = redis.call('HMGET', KEYS[2], 'n', 'd')
local has, number, over = tonumber(head[1] or '0'), tonumber(ARGV[3]), ARGV[4]

local function written(doubled)
  local answer = {0, head[1] or '0'}
  for id in string.gmatch(doubled, '[^\1]+') do answer[#answer + 1] = id end
  return answer
end

if over == '' then
  if number < has then return written('') end
  if number > has + 1 then return {2, head[1] or '0'} end
elseif has ~= tonumber(over) and number ~= has then
  return {2, head[1] or '0'}
end
if number == has then return written(head[2] or '') end

local at = 8
local function take()
  at = at + 1
  return ARGV[at]
end
-- each hands on a section in pieces: unpack takes only so many at once.
local function each(write)
  local last = tonumber(take()) + at
  while at < last do
    local to = math.min(at + 1000, last)
    write(unpack(ARGV, at + 1, to))
    at = to
  end
end
local function into(command, key)
  each(function(...) redis.call(command, key, ...) end)
end

into('HSET', KEYS[3])
into('HDEL', KEYS[3])

local visits = tonumber(take())
for _ = 1, visits do
  redis.call('XADD', KEYS[4], '*', 'p', take(), 'z', take(), 'f', take(), 't', take())
end
if visits > 0 then redis.call('XTRIM', KEYS[4], 'MAXLEN', '~', ARGV[7]) end

-- Done is final. Held, dropped and shadow may become anything.
local doubled, held = {}, {}
for _ = 1, tonumber(take()) do
  local id, value = take(), take()
  local was = redis.call('HGET', KEYS[5], id)
  if not was or string.sub(was, 1, 1) ~= 'd' then
    redis.call('HSET', KEYS[5], id, value)
  elseif over == '' and string.sub(value, 1, 1) == 'd' then
    doubled[#doubled + 1] = id
    held[id] = true
  end
end

local pools = tonumber(take())
for pool = 1, pools do
  redis.call('SADD', KEYS[6], take())
  into('HSET', KEYS[13 + pool])
end

into('HSET', KEYS[7])
-- Over an older state the notes are what the controller says.
if over ~= '' then redis.call('DEL', KEYS[13]) end
into('HSET', KEYS[13])
into('HDEL', KEYS[13])

-- Few ids a batch, so one by one; the first time counts.
for _ = 1, tonumber(take()) do redis.call('ZADD', KEYS[8], 'NX', ARGV[5], take()) end
local excess = redis.call('ZCARD', KEYS[8]) - ARGV[8]
if excess > 0 then
  local old = redis.call('ZRANGEBYSCORE', KEYS[8], '-inf', ARGV[6], 'LIMIT', 0, math.min(excess, 1000))
  if #old > 0 then redis.call('ZREM', KEYS[8], unpack(old)) end
end

-- Over an older state the outbox is what the controller says, nothing else.
if over ~= '' then redis.call('DEL', KEYS[9], KEYS[10]) end
for _ = 1, tonumber(take()) do
  local id = take()
  local entry = redis.call('HGET', KEYS[10], id)
  if entry then
    redis.call('XDEL', KEYS[9], entry)
    redis.call('HDEL', KEYS[10], id)
  end
  redis.call('HDEL', KEYS[11], id)
end
for _ = 1, tonumber(take()) do
  local id, effect = take(), take()
  local decision = string.match(id, '^(.*)/[^/]*$')
  if not (decision and held[decision]) and redis.call('HEXISTS', KEYS[10], id) == 0 then
    redis.call('HSET', KEYS[10], id, redis.call('XADD', KEYS[9], '*', 'i', id, 'e', effect))
  end
end

-- Over an older state the stops too are what the controller says.
if over ~= '' then redis.call('DEL', KEYS[12]) end
for _ = 1, tonumber(take()) do
  local what, value = take(), take()
  if value == '' then redis.call('HDEL', KEYS[12], what) else redis.call('HSET', KEYS[12], what, value) end
end

redis.call('HSET', KEYS[2], 'n', ARGV[3])
local list = table.concat(doubled, '\1')
if list ~= '' then
  redis.call('HSET', KEYS[2], 'd', list)
elseif head[2] and head[2] ~= '' then
  redis.call('HSET', KEYS[2], 'd', '')
end
head[1] = ARGV[3]
return written(list)
