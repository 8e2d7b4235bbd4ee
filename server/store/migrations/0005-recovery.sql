-- The life of the hub in which a device has given again all that its hello spoke of. A branch put back from a
-- backup is 'recovering' until each of its devices that is not lost or revoked has done so.
ALTER TABLE hub.device ADD COLUMN returned_epoch text;
