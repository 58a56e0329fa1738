-- Stands before every script that writes: KEYS[1] is the lease, ARGV[1] our
-- epoch, ARGV[2] our token. A newer epoch is another controller. An older one
-- is a store that has gone back in time, and the lease is still ours.
local function taken()
  local lease = redis.call('HMGET', KEYS[1], 'e', 't')
  local epoch, mine = tonumber(lease[1] or '0'), tonumber(ARGV[1])
  if epoch > mine or (epoch == mine and lease[2] ~= ARGV[2]) then return true end
  if epoch < mine then redis.call('HSET', KEYS[1], 'e', ARGV[1], 't', ARGV[2]) end
  return false
end
