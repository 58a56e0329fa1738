-- Gives the lease back: the next controller need not wait.
if taken() then return 0 end
redis.call('HSET', KEYS[1], 't', '')
return 1
