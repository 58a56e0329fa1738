-- Takes the lease. KEYS[1] lease; ARGV[1] our token, ARGV[2] and [3] the epoch
-- and renewals of a lease that we have seen unrenewed, ARGV[4] length of the
-- random part of a token. Returns {1, epoch} or {0, epoch, renewals, owner}.
local lease = redis.call('HMGET', KEYS[1], 'e', 't', 'n')
local epoch, token, renewals = lease[1] or '0', lease[2] or '', lease[3] or '0'
if token == ARGV[1] then return {1, epoch} end -- a repeat of this very call
local owner = string.sub(token, ARGV[4] + 1)
if token ~= '' and owner ~= string.sub(ARGV[1], ARGV[4] + 1)
  and not (epoch == ARGV[2] and renewals == ARGV[3]) then
  return {0, epoch, renewals, owner}
end
epoch = string.format('%.0f', tonumber(epoch) + 1)
redis.call('HSET', KEYS[1], 'e', epoch, 't', ARGV[1], 'n', '0')
return {1, epoch}
