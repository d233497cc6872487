// The health check: exit 0 once this is a writable primary. The first look makes the replica set of one.
const admin = db.getSiblingDB('admin')
admin.auth('root', process.env.MONGO_INITDB_ROOT_PASSWORD)
const NOT_YET_INITIALIZED = 94
if (admin.runCommand({ replSetGetStatus: 1 }).code === NOT_YET_INITIALIZED) {
  admin.runCommand({ replSetInitiate: { _id: 'weiguang', members: [{ _id: 0, host: 'mongo:27017' }] } })
}
const { isWritablePrimary, setName } = admin.hello()
quit(isWritablePrimary && setName === 'weiguang' ? 0 : 1)
